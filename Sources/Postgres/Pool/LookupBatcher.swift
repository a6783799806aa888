import Concurrency
import SharedKernel
import Sockets

/// Combines look-ups of one connection into one statement: those of one turn of the event loop, and those that come while earlier look-ups are
/// under way. The server runs the statements of a connection one after the other, so sending a look-up earlier would not answer it earlier.
final class LookupBatcher: Sendable {
  typealias Answer = Result<PostgresRow?, PostgresError>

  private struct Waiting: Sendable {
    let lookup: PostgresLookup
    let id: EntityID
    let timeLimit: Duration?
    let deadline: MonotonicTime?
    let waiter: UnsafeContinuation<Answer, Never>

    func isLate(at now: MonotonicTime) -> Bool { deadline.map { $0 <= now } ?? false }
  }

  /// Used on the event loop only.
  private final class State {
    var waiting: [Waiting] = []
    var statementsUnderWay = 0
    var isCheckScheduled = false
  }

  private let connection: PostgresConnection
  private let bound: LoopBound<State>

  init(_ connection: PostgresConnection) {
    self.connection = connection
    bound = LoopBound(State(), to: connection.loop)
  }

  /// For tests: the look-ups that wait, and the statements without an answer. On the loop.
  var counts: (waiting: Int, underWay: Int) { (bound.value.waiting.count, bound.value.statementsUnderWay) }

  /// The row of one identifier, nil when there is none.
  func row(_ lookup: PostgresLookup, _ id: EntityID, timeLimit: Duration?) async throws(PostgresError)
    -> PostgresRow?
  {
    let deadline = RequestDeadline.current
    // Unsafe continuation: every look-up is completed exactly once, by the answer to its statement or because its deadline passed before.
    let answer: Answer = await withUnsafeContinuation { waiter in
      let new = Waiting(lookup: lookup, id: id, timeLimit: timeLimit, deadline: deadline, waiter: waiter)
      if connection.loop.inLoop { add(new) } else { connection.loop.execute { self.add(new) } }
    }
    return try answer.get()
  }

  private func add(_ new: Waiting) {
    let state = bound.value
    state.waiting.append(new)
    if state.statementsUnderWay > 0 { return scheduleCheck() }
    if state.waiting.count == 1 { connection.loop.atEndOfTurn { self.send() } }
  }

  /// Answers the look-ups that wait behind a statement and whose deadline passes.
  private func scheduleCheck() {
    let state = bound.value
    guard !state.isCheckScheduled, !state.waiting.isEmpty else { return }
    state.isCheckScheduled = true
    connection.loop.schedule(after: .milliseconds(250)) {
      let state = self.bound.value
      state.isCheckScheduled = false
      let now = self.connection.loop.now
      let late = state.waiting.filter { $0.isLate(at: now) }
      if !late.isEmpty { state.waiting.removeAll { $0.isLate(at: now) } }
      for one in late { one.waiter.resume(returning: .failure(.unavailable)) }
      self.scheduleCheck()
    }
  }

  private func send() {
    let state = bound.value
    var rest = state.waiting
    state.waiting = []
    while let first = rest.first {
      let batch = rest.filter { $0.lookup === first.lookup }
      rest.removeAll { $0.lookup === first.lookup }
      state.statementsUnderWay += 1
      let sql = batch.count == 1 ? first.lookup.one(first.id) : first.lookup.many(batch.map(\.id))
      connection.submit(
        // The answer goes to all, so none of them may wait longer than the first deadline.
        PostgresStatement(sql: sql, timeLimit: first.timeLimit, deadline: batch.compactMap(\.deadline).min(), isRead: true),
        .callback { answer in
          Self.complete(batch, answer)
          self.statementEnded()
        })
    }
  }

  private func statementEnded() {
    let state = bound.value
    state.statementsUnderWay -= 1
    if state.statementsUnderWay == 0, !state.waiting.isEmpty { connection.loop.atEndOfTurn { self.send() } }
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
