#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A point in time in UTC with microseconds, the resolution of `timestamptz` in Postgres.
public struct Timestamp: Hashable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Whole seconds since 1970, as in a JWT's `exp` (RFC 7519 §2, NumericDate).
  public init(secondsSince1970 seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    microseconds = overflow ? (seconds < 0 ? .min : .max) : product
  }

  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Whole seconds since 1970, rounded down.
  public var secondsSince1970: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : -((-(microseconds + 1)) / 1_000_000) - 1
  }

  /// This time plus `duration`, rounded to the microsecond and clamped to the range.
  public func advanced(by duration: Duration) -> Timestamp {
    let parts = duration.components
    let (scaled, tooLong) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
    let (added, tooFar) = microseconds.addingReportingOverflow(scaled)
    let (result, pastEnd) = added.addingReportingOverflow(parts.attoseconds / 1_000_000_000_000)
    if tooLong || tooFar || pastEnd { return Timestamp(microseconds: parts.seconds < 0 ? .min : .max) }
    return Timestamp(microseconds: result)
  }

  /// The duration since `earlier`; negative when this time is before it.
  public func since(_ earlier: Timestamp) -> Duration { .microseconds(microseconds) - .microseconds(earlier.microseconds) }
}

extension Timestamp: Comparable {
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}
