/// What is wrong with a message, and with which status a server says so.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of fault; the raw value is the `code` of the error envelope.
  public enum Code: String, Sendable {
    case malformed = "MALFORMED_REQUEST"
    case timeout = "REQUEST_TIMEOUT"
    case contentTooLarge = "PAYLOAD_TOO_LARGE"
    case targetTooLong = "URI_TOO_LONG"
    case expectationFailed = "EXPECTATION_FAILED"
    case headTooLarge = "HEADERS_TOO_LARGE"
    case notImplemented = "NOT_IMPLEMENTED"
    case versionNotSupported = "HTTP_VERSION_NOT_SUPPORTED"
  }

  /// What to branch on.
  public let code: Code
  /// Words for the sender of the message; no bytes of it are repeated.
  public let message: String

  /// An error with its words.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The status a server answers with.
  public var status: HTTPStatus {
    switch code {
    case .malformed: .badRequest
    case .timeout: .requestTimeout
    case .contentTooLarge: .contentTooLarge
    case .targetTooLong: .uriTooLong
    case .expectationFailed: .expectationFailed
    case .headTooLarge: .requestHeaderFieldsTooLarge
    case .notImplemented: .notImplemented
    case .versionNotSupported: .httpVersionNotSupported
    }
  }

  /// Code and words; safe to show.
  public var description: String { "\(code.rawValue): \(message)" }
}
