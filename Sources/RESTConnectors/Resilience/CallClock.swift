#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The time, as calls need it. The gateway's is its event loops'; tests turn theirs by hand.
public protocol CallClock: Sendable {
  /// The time since some fixed point; never goes back.
  var now: Duration { get }

  /// The time of day, in seconds since 1970, for dates that services name.
  var secondsSince1970: Int { get }

  /// Waits; ends at once, and throws, when the task is cancelled.
  func sleep(for duration: Duration) async throws
}

extension CallClock {
  /// The system's.
  public var secondsSince1970: Int { time(nil) }
}

/// The system's monotonic clock.
public struct SystemCallClock: CallClock {
  private static let origin = ContinuousClock.now

  /// The system's clock.
  public init() {}

  /// The time since the process asked first.
  public var now: Duration { ContinuousClock.now - Self.origin }

  /// Waits by the runtime's own timers.
  public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
