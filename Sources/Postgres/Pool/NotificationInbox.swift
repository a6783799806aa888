import Concurrency
import Synchronization

/// The notifications that a session has received and not read, or the one task that waits for the next.
final class NotificationInbox: Sendable {
  typealias Arrival = Promise<Result<PostgresNotification?, PostgresError>>

  private struct State {
    var arrived = Deque<PostgresNotification>()
    var waiter: Arrival?
    var isClosed = false
  }

  /// Beyond this number the oldest notification is dropped: a listener reads the table after any of them.
  private static let limit = 1024
  private let state = Mutex(State())

  func received(_ notification: PostgresNotification) {
    let waiter = state.withLock { state -> Arrival? in
      if let waiter = state.waiter {
        state.waiter = nil
        return waiter
      }
      if state.arrived.count >= Self.limit { _ = state.arrived.popFirst() }
      state.arrived.append(notification)
      return nil
    }
    waiter?.fulfil(.success(notification))
  }

  func nextNotification() -> Arrival {
    state.withLock { state in
      if let notification = state.arrived.popFirst() { return Arrival(.success(notification)) }
      if state.isClosed { return Arrival(.failure(.unavailable)) }
      if state.waiter != nil { return Arrival(.failure(PostgresError(.other(sqlState: "55000")))) }
      let waiter = Arrival()
      state.waiter = waiter
      return waiter
    }
  }

  func cancel(_ waiter: Arrival, _ outcome: Result<PostgresNotification?, PostgresError>) {
    state.withLock { state in
      if state.waiter === waiter { state.waiter = nil }
    }
    waiter.fulfil(outcome)
  }

  func removeAll() -> [PostgresNotification] {
    state.withLock { state in
      defer { state.arrived = [] }
      return Array(state.arrived)
    }
  }

  func close() {
    let waiter = state.withLock { state -> Arrival? in
      state.isClosed = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.fulfil(.failure(.unavailable))
  }
}
