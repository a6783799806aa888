import Upstreams

extension Upstream {
  static func test(
    timeout: Duration = .seconds(2), retry: RetryPolicy = .test(), breaker: BreakerPolicy = .test(), maxConcurrency: Int = 256,
    responseHeaders: ResponseHeadersPolicy = ResponseHeadersPolicy()
  ) -> Upstream {
    Upstream(
      name: "s", timeout: timeout, retry: retry, breaker: breaker, maxConcurrency: maxConcurrency, maxResponseBytes: 100,
      responseHeaders: responseHeaders)
  }
}

extension RetryPolicy {
  static func test(attempts: Int = 2) -> RetryPolicy { RetryPolicy(attempts: attempts, budgetPercent: 10) }
}

extension BreakerPolicy {
  static func test(minRequests: Int = 20) -> BreakerPolicy {
    BreakerPolicy(errorPercent: 50, minRequests: minRequests, openDuration: .seconds(5))
  }
}
