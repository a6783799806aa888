/// An upstream service as its callers see it: its name, and the limits for calls to it.
public struct Upstream: Sendable {
  /// The name in metrics and error messages.
  public let name: String
  /// The time for one call: waiting for the limiter, all attempts, and the pauses between them.
  public let timeout: Duration
  public let retry: RetryPolicy
  public let breaker: BreakerPolicy
  /// How many calls may run at once.
  public let maxConcurrency: Int
  /// The largest response body that is accepted.
  public let maxResponseBytes: Int
  /// The response headers that the client receives.
  public let responseHeaders: ResponseHeadersPolicy

  public init(
    name: String, timeout: Duration, retry: RetryPolicy, breaker: BreakerPolicy, maxConcurrency: Int, maxResponseBytes: Int,
    responseHeaders: ResponseHeadersPolicy
  ) {
    self.name = name
    self.timeout = timeout
    self.retry = retry
    self.breaker = breaker
    self.maxConcurrency = maxConcurrency
    self.maxResponseBytes = maxResponseBytes
    self.responseHeaders = responseHeaders
  }
}
