/// A response: status, fields and content.
public struct HTTPResponse: Sendable {
  public var status: HTTPStatus
  /// The header fields. The server writes Content-Length, Transfer-Encoding, Connection, Upgrade and Date itself.
  public var headers: HTTPFields
  /// What follows the head.
  public var content: HTTPContent

  /// A response with its whole body.
  public init(status: HTTPStatus = .ok, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.init(status: status, headers: headers, content: .bytes(body))
  }

  /// A response whose body is written while it is produced (server-sent events, large exports).
  public init(status: HTTPStatus = .ok, headers: HTTPFields = HTTPFields(), stream: HTTPBodyStream) {
    self.init(status: status, headers: headers, content: .stream(stream))
  }

  /// A response that ends HTTP on the connection. The request must have named the protocol in its Upgrade field (RFC 9110 §7.8).
  public init(headers: HTTPFields = HTTPFields(), upgrade: HTTPUpgrade) {
    self.init(status: .switchingProtocols, headers: headers, content: .upgrade(upgrade))
  }

  /// A response from its parts.
  public init(status: HTTPStatus, headers: HTTPFields, content: HTTPContent) {
    self.status = status
    self.headers = headers
    self.content = content
  }

  /// The bytes of the body; empty for a stream and for an upgrade.
  public var body: [UInt8] {
    if case .bytes(let bytes) = content { bytes } else { [] }
  }
}

/// What follows the head of a response.
public enum HTTPContent: Sendable {
  /// A whole body, sent with Content-Length.
  case bytes([UInt8])
  /// A body that is sent in chunks while it is produced (RFC 9112 §7.1).
  case stream(HTTPBodyStream)
  /// Another protocol. Indirect, since it is rare and would double the size of every response.
  indirect case upgrade(HTTPUpgrade)
}

/// Produces a body in pieces. An error ends the connection, so that the client sees a truncated body and not a shorter one.
public struct HTTPBodyStream: Sendable {
  /// Called once, after the head has been written.
  public let produce: @Sendable (any HTTPBodyWriter) async throws -> Void

  /// A stream from its producer.
  public init(_ produce: @escaping @Sendable (any HTTPBodyWriter) async throws -> Void) { self.produce = produce }
}

/// Accepts the pieces of a streamed body.
public protocol HTTPBodyWriter: Sendable {
  /// Sends one piece at once. Returns when the socket has accepted it, so that a slow client slows the producer. Throws when the client is gone.
  func write(_ bytes: [UInt8]) async throws
}

/// A protocol that replaces HTTP on a connection after `101 Switching Protocols` (RFC 9110 §7.8), such as WebSocket.
public struct HTTPUpgrade: Sendable {
  /// The protocol as the Upgrade field names it.
  public let name: String
  /// Speaks the protocol. Called once, after the head has been written; the connection is closed when it returns.
  public let run: @Sendable (any UpgradedConnection) async -> Void

  /// An upgrade to a protocol.
  public init(_ name: String, _ run: @escaping @Sendable (any UpgradedConnection) async -> Void) {
    self.name = name
    self.run = run
  }
}

/// A connection that no longer speaks HTTP. One task reads and one writes at a time.
public protocol UpgradedConnection: Sendable {
  /// Waits for bytes; nil when the client has ended its side or the connection is closed.
  func read() async -> [UInt8]?
  /// Sends bytes. Returns when the socket has accepted them. Throws when the client is gone.
  func write(_ bytes: [UInt8]) async throws
}
