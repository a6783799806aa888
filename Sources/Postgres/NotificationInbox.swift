import Concurrency
import Synchronization

/// Notifications that arrived, or the one waiter for the next of them.
final class NotificationInbox: Sendable {
  typealias Arrival = Ticket<Result<PostgresNotification?, PostgresError>>

  private struct State {
    var arrived = FIFO<PostgresNotification>()
    var waiter: Arrival?
    var isClosed = false
  }

  /// Past this many unread ones the oldest are dropped: a notification says "look", not what there is to see.
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

  func nextNotification() throws(PostgresError) -> Arrival {
    let ticket = Arrival()
    let outcome: Result<PostgresNotification?, PostgresError>? = state.withLock { state in
      if let notification = state.arrived.popFirst() { return .success(notification) }
      if state.isClosed { return .failure(.unavailable) }
      if state.waiter != nil { return .failure(PostgresError(.other(sqlState: "55000"))) }
      state.waiter = ticket
      return nil
    }
    if let outcome { ticket.fulfil(outcome) }
    return ticket
  }

  func cancel(_ ticket: Arrival, _ outcome: Result<PostgresNotification?, PostgresError>) {
    state.withLock { state in
      if state.waiter === ticket { state.waiter = nil }
    }
    ticket.fulfil(outcome)
  }

  func receiveAll() -> [PostgresNotification] { state.withLock { $0.arrived.removeAll() } }

  func close() {
    let waiter = state.withLock { state -> Arrival? in
      state.isClosed = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.fulfil(.failure(.unavailable))
  }
}
