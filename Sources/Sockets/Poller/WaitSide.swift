import Concurrency

/// How a wait for readiness ended.
package enum WaitOutcome: Sendable {
  case ready
  case timedOut
  case closed
  case cancelled
}

/// One direction of a watched descriptor: whether a system call is worth trying, and the task that waits until it is. Pure state: the caller
/// resumes the continuations that it returns.
struct WaitSide {
  typealias Waiter = UnsafeContinuation<WaitOutcome, Never>

  /// Whether a system call is worth trying. True at first, since only a system call can tell.
  var isReady = true
  /// The waiter's deadline; `never` without a waiter.
  private(set) var deadline = MonotonicTime.never
  private var waiter: Waiter?
  private var wait: UInt64 = 0

  /// Whether a task waits.
  var isAwaited: Bool { waiter != nil }

  /// Adds a waiter. Returns the waiter that it replaces, to be resumed with `.closed`: two waiters for one direction are a caller's error.
  mutating func add(_ new: Waiter, until deadline: MonotonicTime, wait: UInt64) -> Waiter? {
    let displaced = waiter
    waiter = new
    self.deadline = deadline
    self.wait = wait
    return displaced
  }

  /// Removes and returns the waiter.
  mutating func take() -> Waiter? {
    deadline = .never
    defer { waiter = nil }
    return waiter
  }

  /// Removes and returns the waiter if its wait has this number: a cancellation may be late.
  mutating func take(wait: UInt64) -> Waiter? { self.wait == wait ? take() : nil }

  /// Removes and returns the waiter if its deadline has passed.
  mutating func takeExpired(at now: MonotonicTime) -> Waiter? { deadline <= now ? take() : nil }
}
