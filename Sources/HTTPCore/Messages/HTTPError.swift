/// An invalid message, and the status of the response to it.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of error; the raw value is the `code` of the error envelope.
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

  /// The kind of error.
  public let code: Code
  /// A message for the sender of the request. It quotes no bytes of the request.
  public let message: String

  /// An error with its message.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The status of the response.
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

  /// Code and message; safe to show.
  public var description: String { "\(code.rawValue): \(message)" }
}
