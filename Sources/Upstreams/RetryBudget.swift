/// The number of retries that an upstream may still receive, as a token bucket: each call adds a share of a token, each retry takes one.
///
/// An upstream that fails every call receives at most `percent` more calls than without retries, whatever `RetryPolicy.attempts` is.
struct RetryBudget: Sendable, Equatable {
  /// The retries in a full bucket: what an upstream that is called rarely may receive at once.
  static let capacity = 10

  private let percent: Int
  /// In hundredths of a retry.
  private var level: Int

  /// A full bucket. With 0 percent it is always empty.
  init(percent: Int) {
    self.percent = percent
    level = percent > 0 ? Self.capacity * 100 : 0
  }

  /// Records the first attempt of a call.
  mutating func deposit() { level = min(level + percent, Self.capacity * 100) }

  /// Takes one retry; false when there is none.
  mutating func withdraw() -> Bool {
    guard level >= 100 else { return false }
    level -= 100
    return true
  }
}
