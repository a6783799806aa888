/// A response: status, fields, and a body that is either all there or streamed.
public struct HTTPResponse: Sendable {
  /// The status.
  public var status: HTTPStatus
  /// The header fields. The server itself writes Content-Length, Transfer-Encoding, Connection and Date.
  public var headers: HTTPFields
  /// The content; not looked at when `stream` is set.
  public var body: [UInt8]
  /// A body that is written while it is made, sent chunked (RFC 9112 §7.1); nil for the usual body.
  public var stream: HTTPBodyStream?

  /// A response with its whole body.
  public init(status: HTTPStatus = .ok, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response whose body is written piece by piece (server-sent events, large exports).
  public init(status: HTTPStatus = .ok, headers: HTTPFields = HTTPFields(), stream: HTTPBodyStream) {
    self.init(status: status, headers: headers)
    self.stream = stream
  }
}

/// Writes a body piece by piece. An error ends the connection, so that the client sees a truncated body and not a short one.
public struct HTTPBodyStream: Sendable {
  /// Called once, after the head has been written.
  public let produce: @Sendable (any HTTPBodyWriter) async throws -> Void

  /// A stream from its producer.
  public init(_ produce: @escaping @Sendable (any HTTPBodyWriter) async throws -> Void) { self.produce = produce }
}

/// Where a streamed body goes.
public protocol HTTPBodyWriter: Sendable {
  /// Sends one piece at once; returns when the socket has taken it, so a slow reader slows the producer. Throws when the peer is gone.
  func write(_ bytes: [UInt8]) async throws
}
