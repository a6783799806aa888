#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clock for deadlines and pauses of upstream calls. Tests advance theirs by hand.
public protocol CallClock: Sendable {
  /// The time since a fixed point; never decreases.
  var now: Duration { get }

  /// The time of day in seconds since 1970, for dates in response headers.
  var secondsSince1970: Int { get }

  /// Waits; throws as soon as the task is cancelled.
  func sleep(for duration: Duration) async throws

  /// Calls the body after a delay, unless the function that is returned is called first.
  func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void
}

extension CallClock {
  public var secondsSince1970: Int { time(nil) }

  public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
    let task = Task {
      try await sleep(for: delay)
      body()
    }
    return { task.cancel() }
  }
}

/// The system's monotonic clock.
public struct SystemCallClock: CallClock {
  private static let origin = ContinuousClock.now

  public init() {}

  public var now: Duration { ContinuousClock.now - Self.origin }

  public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
