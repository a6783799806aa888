import Synchronization

/// Limits how many calls run at the same time. Further callers wait, first in first out.
package final class ConcurrencyLimiter: Sendable {
  /// How a wait ends.
  package enum Outcome: Sendable { case entered, late, cancelled }

  package enum Entry: Sendable {
    case entered
    /// Call `cancel` to end the wait early.
    case waiting(Promise<Outcome>)
    /// Too many callers wait already.
    case full
  }

  private struct State {
    var running = 0
    var waiters = WaiterQueue<Outcome>()
  }

  private let limit: Int
  private let maxWaiting: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: calls that may run at the same time.
  ///   - maxWaiting: callers that may wait.
  package init(limit: Int, maxWaiting: Int) {
    self.limit = limit
    self.maxWaiting = maxWaiting
  }

  package var load: (running: Int, waiting: Int) { state.withLock { ($0.running, $0.waiters.count) } }

  /// Starts a call if the limit allows it. A caller that has entered must call `leave`.
  package func enter() -> Entry {
    state.withLock { state in
      if state.running < limit {
        state.running += 1
        return .entered
      }
      return state.waiters.count < maxWaiting ? .waiting(state.waiters.append()) : .full
    }
  }

  /// Ends a call; the waiter that has waited longest runs in its place.
  package func leave() {
    let next = state.withLock { state in
      let next = state.waiters.popFirst()
      if next == nil { state.running -= 1 }
      return next
    }
    next?.fulfil(.entered)
  }

  /// Ends a wait, unless the waiter has entered.
  package func cancel(_ waiter: Promise<Outcome>, _ outcome: Outcome) {
    if state.withLock({ $0.waiters.remove(waiter) }) { waiter.fulfil(outcome) }
  }
}
