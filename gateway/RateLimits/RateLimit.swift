import Concurrency

/// A number of tokens per period, as a token bucket: it holds at most `burst` tokens and gets `tokens` in each period, evenly.
struct RateLimit: Sendable, Equatable, CustomStringConvertible {
  let tokens: Int
  let period: Period
  /// The tokens of a full bucket.
  let burst: Int

  enum Period: String, Sendable, CaseIterable {
    case second = "s"
    case minute = "min"
    case hour = "h"
    case day

    var seconds: Int {
      switch self {
      case .second: 1
      case .minute: 60
      case .hour: 3600
      case .day: 86_400
      }
    }
  }

  /// What `init(_:)` reads, for messages.
  static let form = "a rate such as 100/s, 1000/min or 20/h, or one with a burst such as 100/s burst 500"
  static let maximumTokens = 1_000_000

  /// - Parameter burst: the tokens of a full bucket. By default those of one period.
  init(_ tokens: Int, per period: Period, burst: Int? = nil) {
    self.tokens = tokens
    self.period = period
    self.burst = burst ?? tokens
  }

  /// Reads `tokens/period` with an optional ` burst tokens`. Nil for anything else.
  init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ")
    let rate = words.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
    guard words.count == 1 || words.count == 3 && words[1] == "burst", rate.count == 2, let tokens = Self.count(rate[0]),
      let period = Period(rawValue: String(rate[1]))
    else { return nil }
    var burst: Int?
    if words.count == 3 {
      guard let given = Self.count(words[2]) else { return nil }
      burst = given
    }
    self.init(tokens, per: period, burst: burst)
  }

  private static func count(_ text: some StringProtocol) -> Int? {
    Int(text).flatMap { (1...maximumTokens).contains($0) ? $0 : nil }
  }

  /// The time in which one token is added, in nanoseconds.
  var interval: Double { Double(period.seconds) * 1e9 / Double(tokens) }

  /// The tokens that a process may take from the shared bucket ahead of need: 1 % of the bucket, so that two processes stay exact to 2 %.
  var lease: Int { burst / 100 }

  var description: String { "\(tokens)/\(period.rawValue)" + (burst == tokens ? "" : " burst \(burst)") }
}

/// A token bucket, as the time at which it will be full again.
///
/// It is full at first. A bucket can be in debt: then it holds less than no tokens.
struct TokenBucket: Sendable {
  var fullAt = MonotonicTime(nanoseconds: 0)

  /// The tokens in the bucket.
  func tokens(_ limit: RateLimit, at now: MonotonicTime) -> Double {
    fullAt <= now ? Double(limit.burst) : Double(limit.burst) - Double(fullAt.nanoseconds - now.nanoseconds) / limit.interval
  }

  /// The time until the bucket has some tokens, in nanoseconds; 0 if it has them.
  func wait(for needed: Int, _ limit: RateLimit, at now: MonotonicTime) -> UInt64 {
    let missing = Double(needed) - tokens(limit, at: now)
    return missing <= 0 ? 0 : UInt64((missing * limit.interval).rounded(.up))
  }

  mutating func take(_ tokens: Int, _ limit: RateLimit, at now: MonotonicTime) {
    fullAt = max(fullAt, now).advanced(byNanoseconds: UInt64((Double(tokens) * limit.interval).rounded(.up)))
  }
}
