import SharedKernel
import Sockets

/// Combines the look-ups of one connection: those of one turn of the event loop are one statement, and so are those that come while look-ups are
/// under way. The server runs the statements of a connection one after the other, so a look-up that was sent earlier would only wait there.
final class LookupBatcher: Sendable {
  typealias Answer = Result<PostgresRow?, PostgresError>

  private struct Waiting {
    let lookup: PostgresLookup
    let id: EntityID
    let timeLimit: Duration?
    let waiter: UnsafeContinuation<Answer, Never>
  }

  /// What only the connection's event loop uses.
  private final class State {
    var waiting: [Waiting] = []
    var statementsUnderWay = 0
  }

  private let connection: PostgresConnection
  private let state: LoopBound<State>

  init(_ connection: PostgresConnection) {
    self.connection = connection
    state = LoopBound(State(), to: connection.loop)
  }

  /// For tests: the look-ups that wait, and the statements without an answer. On the loop.
  var counts: (waiting: Int, underWay: Int) { (state.value.waiting.count, state.value.statementsUnderWay) }

  /// The row of one identifier, nil when there is none.
  nonisolated(nonsending) func row(_ lookup: PostgresLookup, _ id: EntityID, timeLimit: Duration?) async throws(PostgresError)
    -> PostgresRow?
  {
    // Unsafe continuation: every look-up is completed exactly once, by the answer to its statement.
    let answer: Answer = await withUnsafeContinuation { waiter in
      let new = Waiting(lookup: lookup, id: id, timeLimit: timeLimit, waiter: waiter)
      if connection.loop.inLoop { add(new) } else { connection.loop.execute { self.add(new) } }
    }
    return try answer.get()
  }

  private func add(_ new: Waiting) {
    let state = state.value
    state.waiting.append(new)
    if state.waiting.count == 1, state.statementsUnderWay == 0 { connection.loop.atEndOfTurn { self.send() } }
  }

  private func send() {
    let bound = state
    let state = bound.value
    var rest = state.waiting
    state.waiting = []
    while let first = rest.first {
      let batch = rest.filter { $0.lookup === first.lookup }
      rest.removeAll { $0.lookup === first.lookup }
      state.statementsUnderWay += 1
      let sql = batch.count == 1 ? first.lookup.one(first.id) : first.lookup.many(batch.map(\.id))
      connection.submit(
        PostgresStatement(sql: sql, timeLimit: first.timeLimit, isRead: true),
        .callback { answer in
          Self.complete(batch, answer)
          let state = bound.value
          state.statementsUnderWay -= 1
          if state.statementsUnderWay == 0, !state.waiting.isEmpty { self.connection.loop.atEndOfTurn { self.send() } }
        })
    }
  }

  /// Each caller gets its row, nil when there is none. An error goes to all.
  private static func complete(_ batch: [Waiting], _ answer: PostgresConnection.Answer) {
    do throws(PostgresError) {
      let rows = try answer.get()
      if batch.count == 1 { return batch[0].waiter.resume(returning: .success(rows.first)) }
      var positions: [EntityID: Int] = [:]
      positions.reserveCapacity(rows.count)
      for (position, row) in rows.enumerated() { positions[try row.get(batch[0].lookup.column)] = position }
      for one in batch { one.waiter.resume(returning: .success(positions[one.id].map { rows[$0] })) }
    } catch {
      for one in batch { one.waiter.resume(returning: .failure(error)) }
    }
  }
}
