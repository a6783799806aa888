import Concurrency
import HTTPCore

/// Sends requests to upstream services. The gateway implements it over its HTTP client.
public protocol UpstreamTransport: Sendable {
  /// Sends one request and returns the complete response, whatever its status.
  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse
}

/// One request to an upstream service.
public struct UpstreamRequest: Sendable {
  /// The name of the upstream.
  public let upstream: String
  public let method: HTTPMethod
  public let url: HTTPURL
  /// All headers to send.
  public let headers: HTTPFields
  /// The body; nil for none.
  public let body: [UInt8]?
  /// The time for this attempt.
  public internal(set) var timeout: Duration
  /// The largest response body that is accepted. A transport may stop reading there and throw `.tooLarge`.
  public let maxResponseBytes: Int
  /// Ends the call when nobody waits for it any more. Nil if nothing but the cancellation of its task does.
  public internal(set) var cancellation: Cancellation?

  public init(to upstream: Upstream, method: HTTPMethod, url: HTTPURL, headers: HTTPFields = [:], body: [UInt8]? = nil) {
    self.upstream = upstream.name
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    timeout = upstream.timeout
    maxResponseBytes = upstream.maxResponseBytes
  }
}

/// The response of an upstream service.
public struct UpstreamResponse: Sendable {
  /// The HTTP status code.
  public let status: Int
  public let headers: HTTPFields
  /// The body, without transfer coding.
  public let body: [UInt8]

  public init(status: Int, headers: HTTPFields = [:], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why a call has no response.
public enum UpstreamFailure: Error, Sendable, Equatable {
  /// There is no connection, or it closed before the response was complete.
  case unreachable
  /// There is no secure connection: the upstream's certificate, or the gateway's, is not accepted. The reason has no address and no name.
  case insecure(reason: String)
  /// The response did not arrive in time.
  case timeout
  /// The response is not valid HTTP.
  case malformed
  /// The response is larger than `maxResponseBytes`.
  case tooLarge
  /// The call was not made: the circuit breaker is open, or the request is invalid.
  case refused
  /// The call was not made: too many calls to the upstream are running.
  case overloaded
  /// The caller's task was cancelled.
  case cancelled
}
