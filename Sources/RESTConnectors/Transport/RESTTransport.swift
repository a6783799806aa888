/// Sends calls to upstream services. The gateway implements it over its HTTP client; tests over a table.
public protocol RESTTransport: Sendable {
  /// Sends one call and waits for the whole answer, whatever its status.
  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse
}

/// One call to an upstream service.
public struct UpstreamRequest: Sendable {
  /// The service's name, as its `@service` gives it.
  public let service: String
  /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
  public let method: String
  /// The absolute URL.
  public let url: String
  /// All headers to send, names in lower case.
  public let headers: [(String, String)]
  /// The body, JSON; nil for none.
  public let body: [UInt8]?
  /// How long the whole call may take.
  public internal(set) var timeout: Duration
  /// How large the answer's body may be: a transport may stop reading there, and throw `.tooLarge`.
  public let maximumResponseBytes: Int

  /// A call.
  public init(
    service: String, method: String, url: String, headers: [(String, String)], body: [UInt8]?, timeout: Duration,
    maximumResponseBytes: Int = .max
  ) {
    self.service = service
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maximumResponseBytes = maximumResponseBytes
  }
}

/// An upstream service's answer.
public struct UpstreamResponse: Sendable {
  /// The HTTP status code.
  public let status: Int
  /// All headers. Only those that `handBack` of `@service` names reach the client.
  public let headers: [(String, String)]
  /// The body, without transfer coding.
  public let body: [UInt8]

  /// An answer.
  public init(status: Int, headers: [(String, String)] = [], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why a call got no answer.
public enum UpstreamFailure: Error, Sendable {
  /// No connection, or it broke before the answer was complete.
  case unreachable
  /// The answer did not come in time.
  case timeout
  /// What came is no HTTP.
  case malformed
  /// The answer is larger than the service's may be.
  case tooLarge
  /// The call was not made: the service is known to be down.
  case refused
  /// The call was not made: too many calls of the service are under way.
  case overloaded
  /// The request has been cancelled.
  case cancelled
}
