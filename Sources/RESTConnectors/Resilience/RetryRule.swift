/// Whether a call is made once more, and after what pause: pure.
struct RetryRule: Sendable {
  private static let firstPause = 25
  private static let longestPause = 1000

  let policy: RetryPolicy
  /// Whether making the call twice does no more than making it once.
  let isIdempotent: Bool

  /// RFC 9110 §9.2.2 for the methods that `@rest` knows; any other only with a key by which the service knows it again.
  static func isIdempotent(method: String, hasIdempotencyKey: Bool) -> Bool {
    switch method {
    case "GET", "PUT", "DELETE": true
    default: hasIdempotencyKey
    }
  }

  /// The pause before the next attempt; nil when there must not be one.
  ///
  /// - Parameters:
  ///   - attempts: how many there have been.
  ///   - random: draws from a range; the whole pause is drawn ("full jitter"), so that callers that failed together do not come back together.
  func pause(
    after result: Result<UpstreamAnswer, UpstreamFailure>, attempts: Int, random: (ClosedRange<Int>) -> Int
  ) -> Duration? {
    guard isIdempotent, attempts < policy.attempts else { return nil }
    let backoff = Duration.milliseconds(random(0...min(Self.longestPause, Self.firstPause << min(attempts, 6))))
    switch result {
    case .failure(.unreachable), .failure(.timeout): return backoff
    case .failure: return nil
    case .success(let answer):
      switch answer.status {
      case 502, 503, 504: return answer.retryAfter.map { max($0, backoff) } ?? backoff
      // Without a word on when, the service has only asked for less.
      case 429: return answer.retryAfter.map { $0 + backoff }
      default: return nil
      }
    }
  }
}
