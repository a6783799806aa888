/// How a wait for readiness ended.
package enum WaitOutcome: Sendable {
  case ready
  case timedOut
  case closed
  case cancelled
}

/// One direction of a watched descriptor: whether a system call is worth trying, and who waits until it is. Pure state; the
/// continuations that it gives back are resumed by the caller.
struct WaitSide {
  typealias Waiter = UnsafeContinuation<WaitOutcome, Never>

  /// Whether a system call is worth trying. True at first: trying is how one finds out.
  var isReady = true
  /// Until when the waiter waits; `never` without one.
  private(set) var deadline = MonotonicTime.never
  private var waiter: Waiter?
  private var ticket: UInt64 = 0

  /// Whether somebody waits.
  var isAwaited: Bool { waiter != nil }

  /// Files a waiter. Returns the one it displaces (a mistake of the caller: one waiter a direction), to be told `closed`.
  mutating func file(_ new: Waiter, until deadline: MonotonicTime, ticket: UInt64) -> Waiter? {
    let displaced = waiter
    waiter = new
    self.deadline = deadline
    self.ticket = ticket
    return displaced
  }

  /// The waiter, taken out.
  mutating func take() -> Waiter? {
    deadline = .never
    defer { waiter = nil }
    return waiter
  }

  /// The waiter, if it is the one with the ticket (a cancellation may come too late).
  mutating func take(ticket: UInt64) -> Waiter? { self.ticket == ticket ? take() : nil }

  /// The waiter, if its time is over.
  mutating func takeExpired(at now: MonotonicTime) -> Waiter? { deadline <= now ? take() : nil }
}
