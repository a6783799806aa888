import Concurrency

extension ConcurrencyLimiter {
  /// Waits until a call may run; returns the time waited, nil for none. The caller must call `leave` afterwards.
  func enter(until deadline: Duration, clock: any CallClock) async throws(UpstreamFailure) -> Duration? {
    let waiter: Promise<Outcome>
    switch enter() {
    case .entered: return nil
    case .full: throw .overloaded
    case .waiting(let promise): waiter = promise
    }
    let begin = clock.now
    let cancelTimer = clock.schedule(after: max(.zero, deadline - begin)) { self.cancel(waiter, .late) }
    defer { cancelTimer() }
    let outcome = await waiter.value { self.cancel(waiter, .cancelled) }
    switch outcome {
    case .entered: return clock.now - begin
    case .late: throw .overloaded
    case .cancelled: throw .cancelled
    }
  }
}
