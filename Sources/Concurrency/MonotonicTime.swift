#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A point of the monotonic clock in nanoseconds, for deadlines on an event loop. One machine word.
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package let nanoseconds: UInt64

  @inlinable package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The latest time: no deadline.
  @inlinable package static var never: MonotonicTime { MonotonicTime(nanoseconds: .max) }

  @inlinable package static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec))
  }

  @inlinable package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The time after a duration. Saturates; a negative duration adds nothing.
  @inlinable package func advanced(by duration: Duration) -> MonotonicTime { advanced(byNanoseconds: Self.nanoseconds(of: duration)) }

  /// The time after a number of nanoseconds. Saturates.
  @inlinable package func advanced(byNanoseconds nanoseconds: UInt64) -> MonotonicTime {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return MonotonicTime(nanoseconds: overflow ? .max : sum)
  }

  /// How long it is until a later time; zero when that has passed.
  package func duration(until later: MonotonicTime) -> Duration {
    later > self ? .nanoseconds(Int64(clamping: later.nanoseconds - nanoseconds)) : .zero
  }

  /// A duration in nanoseconds. Negative durations are 0, and durations of more than 292 years are the maximum.
  @inlinable package static func nanoseconds(of duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < 9_000_000_000 else { return .max }
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
