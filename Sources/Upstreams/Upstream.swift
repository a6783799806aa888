/// An upstream service as its callers see it: its name, and the limits for calls to it.
public struct Upstream: Sendable {
  /// The name in metrics and error messages.
  public let name: String
  /// The time for one call: waiting for the limiter, all attempts, and the pauses between them.
  public var timeout: Duration = .seconds(2)
  public var retry = RetryPolicy()
  public var breaker = BreakerPolicy()
  /// How many calls may run at once.
  public var maxConcurrency = 256
  /// The largest response body that is accepted.
  public var maxResponseBytes = 8 * 1024 * 1024
  /// The response headers that the client receives.
  public var responseHeaders = ResponseHeadersPolicy()

  public init(name: String) { self.name = name }
}
