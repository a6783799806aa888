import Synchronization

/// Counts attempts in memory, while Redis is unavailable.
final class LocalAttempts: Sendable {
  private struct Count {
    var number: Int
    let end: ContinuousClock.Instant
  }

  private static let maximumCount = 10_000

  private let counts = Mutex<[String: Count]>([:])

  /// What is left of the window of a key that has reached the limit; nil if another attempt is allowed.
  func timeLeft(_ key: String, allowed: Int) -> Duration? {
    let now = ContinuousClock.now
    return counts.withLock { counts in
      guard let count = counts[key], count.number >= allowed, count.end > now else { return nil }
      return count.end - now
    }
  }

  func note(_ key: String, window: Duration) {
    let now = ContinuousClock.now
    counts.withLock { counts in
      if counts.count >= Self.maximumCount { counts = counts.filter { $0.value.end > now } }
      if let count = counts[key], count.end > now {
        counts[key]?.number += 1
      } else if counts.count < Self.maximumCount {
        counts[key] = Count(number: 1, end: now + window)
      }
    }
  }

  func clear(_ key: String) { counts.withLock { _ = $0.removeValue(forKey: key) } }
}
