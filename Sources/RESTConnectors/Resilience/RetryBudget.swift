/// How many retries a service still may get: a bucket that each call fills by its share, and each retry empties by one.
///
/// A service that fails every call is thereby asked at most `percent` more often than without retries, whatever `attempts` says.
struct RetryBudget: Sendable, Equatable {
  /// Retries that a full bucket holds: what a service that is rarely called may use at once.
  static let capacity = 10

  private let percent: Int
  /// In hundredths of a retry.
  private var level: Int

  /// A full bucket; with 0 percent it is always empty.
  init(percent: Int) {
    self.percent = percent
    level = percent > 0 ? Self.capacity * 100 : 0
  }

  /// A call, not a retry, goes out.
  mutating func deposit() { level = min(level + percent, Self.capacity * 100) }

  /// Takes one retry, if there is one.
  mutating func withdraw() -> Bool {
    guard level >= 100 else { return false }
    level -= 100
    return true
  }
}
