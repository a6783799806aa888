import Synchronization

/// Whether there is a connection, and the tasks that wait for one.
final class ConnectionGate: Sendable {
  private typealias Waiter = CheckedContinuation<Result<Void, RabbitMQError>, Never>

  private struct State {
    var isOpen = false
    var isStopped = false
    var waiters: [UInt64: Waiter] = [:]
    var cancelled: Set<UInt64> = []
    var next: UInt64 = 0
  }

  private let state = Mutex(State())

  var isOpen: Bool { state.withLock { $0.isOpen } }

  func set(open: Bool) {
    let waiters = state.withLock { state -> [Waiter] in
      state.isOpen = open
      guard open else { return [] }
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: .success(())) }
  }

  func stop() {
    let waiters = state.withLock { state -> [Waiter] in
      state.isOpen = false
      state.isStopped = true
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: .failure(RabbitMQError(.stopped))) }
  }

  func waitUntilOpen() async throws(RabbitMQError) {
    let number = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: Waiter) in
        let outcome = state.withLock { state -> Result<Void, RabbitMQError>? in
          if state.cancelled.remove(number) != nil { return .failure(RabbitMQError(.cancelled)) }
          if state.isStopped { return .failure(RabbitMQError(.stopped)) }
          if state.isOpen { return .success(()) }
          state.waiters[number] = waiter
          return nil
        }
        if let outcome { waiter.resume(returning: outcome) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        if let waiter = state.waiters.removeValue(forKey: number) { return waiter }
        state.cancelled.insert(number)
        return nil
      }
      waiter?.resume(returning: .failure(RabbitMQError(.cancelled)))
    }
    state.withLock { _ = $0.cancelled.remove(number) }
    try outcome.get()
  }
}
