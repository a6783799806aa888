import Concurrency
import Synchronization

/// Whether there is a connection, and the tasks that wait for one.
final class ConnectionGate: Sendable {
  private typealias Outcome = Result<Void, RabbitMQError>

  private struct State {
    var isOpen = false
    var isStopped = false
    var waiters = WaiterQueue<Outcome>()
  }

  private let state = Mutex(State())

  var isOpen: Bool { state.withLock { $0.isOpen } }

  func set(open: Bool) {
    let waiters = state.withLock { state in
      state.isOpen = open
      return open ? state.waiters.removeAll() : []
    }
    for waiter in waiters { waiter.fulfil(.success(())) }
  }

  func stop() {
    let waiters = state.withLock { state in
      state.isOpen = false
      state.isStopped = true
      return state.waiters.removeAll()
    }
    for waiter in waiters { waiter.fulfil(.failure(RabbitMQError(.stopped))) }
  }

  func waitUntilOpen() async throws(RabbitMQError) {
    let waiter = state.withLock { state -> Promise<Outcome> in
      if state.isStopped { return Promise(.failure(RabbitMQError(.stopped))) }
      return state.isOpen ? Promise(.success(())) : state.waiters.append()
    }
    let outcome = await waiter.value { [self] in
      if state.withLock({ $0.waiters.remove(waiter) }) { waiter.fulfil(.failure(RabbitMQError(.cancelled))) }
    }
    try outcome.get()
  }
}
