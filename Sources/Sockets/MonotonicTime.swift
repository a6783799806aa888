#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A point of the monotonic clock, in nanoseconds: what deadlines on a loop are compared with. One machine word, no allocation.
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package let nanoseconds: UInt64

  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Later than everything: no deadline.
  package static var never: MonotonicTime { MonotonicTime(nanoseconds: .max) }

  /// The clock, read now.
  package static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec))
  }

  package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The point so much later; saturates, and a negative duration adds nothing.
  package func advanced(by duration: Duration) -> MonotonicTime { advanced(byNanoseconds: Self.nanoseconds(of: duration)) }

  /// The point so many nanoseconds later; saturates.
  package func advanced(byNanoseconds nanoseconds: UInt64) -> MonotonicTime {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return MonotonicTime(nanoseconds: overflow ? .max : sum)
  }

  /// A duration as nanoseconds; negative is 0, more than 292 years is never.
  package static func nanoseconds(of duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < 9_000_000_000 else { return .max }
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
