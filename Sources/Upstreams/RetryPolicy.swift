/// How often a call may be made, and what share of an upstream's calls may be retries.
public struct RetryPolicy: Sendable, Equatable {
  private static let firstPause = 25
  private static let longestPause = 1000

  /// Attempts in total; 1 means no retry.
  public let attempts: Int
  /// Retries that are allowed, in percent of the upstream's calls.
  public let budgetPercent: Int
  /// The time for one attempt; nil means the time that is left for the call.
  public let attemptTimeout: Duration?

  public init(attempts: Int, budgetPercent: Int, attemptTimeout: Duration? = nil) {
    self.attempts = attempts
    self.budgetPercent = budgetPercent
    self.attemptTimeout = attemptTimeout
  }

  /// The pause before the next attempt; nil when the call must not be retried. Only idempotent calls may be (RFC 9110 §9.2.2).
  ///
  /// - Parameters:
  ///   - attempts: the number of attempts so far.
  ///   - random: draws from a range. The pause is drawn from the whole range ("full jitter"), so that callers that failed at the same time
  ///     do not retry at the same time.
  func pause(after result: Result<DecodedResponse, UpstreamFailure>, attempts: Int, random: (ClosedRange<Int>) -> Int) -> Duration? {
    guard attempts < self.attempts else { return nil }
    // Drawn for a retry only: drawing asks the system.
    var backoff: Duration { .milliseconds(random(0...min(Self.longestPause, Self.firstPause << min(attempts, 6)))) }
    switch result {
    case .failure(.unreachable), .failure(.timeout): return backoff
    case .failure: return nil
    case .success(let response):
      switch response.status {
      case 502, 503, 504: return response.retryAfter.map { max($0, backoff) } ?? backoff
      // Without Retry-After, the upstream does not say when a retry could succeed.
      case 429: return response.retryAfter.map { $0 + backoff }
      default: return nil
      }
    }
  }
}
