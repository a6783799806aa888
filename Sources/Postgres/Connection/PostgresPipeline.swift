import Concurrency

/// The protocol of one connection in libpq's pipeline mode (manual, 34.5) as a pure state machine.
///
/// `submitted`, `turnEnded`, `received` and `timePassed` are the events. Each appends actions, which the connection takes by `nextAction` and performs in order.
///
/// A statement is one unit on the wire: the BEGIN and the Parse messages that it needs, the statement, and a sync point. A unit that fails does
/// not affect the units behind it. Replies come in the order of the units. The reads of one turn of the event loop share a sync point, and so one
/// write and one reply. The server skips the reads behind one that fails; they are sent again, each with its own sync point.
struct PostgresPipeline<Rows, Completion> {
  /// What the connection does next.
  enum Action {
    case sendBegin
    case sendPrepare(name: String, text: String)
    case sendExecute(name: String, ParameterValues)
    /// Send a sync point and flush.
    case sendSync
    /// Call `turnEnded` at the end of this turn of the event loop.
    case awaitEndOfTurn
    /// Leave pipeline mode, and send many statements by the simple query protocol.
    case sendScript(String)
    case enterPipelineMode
    case complete(Completion, Result<Rows, PostgresError>)
    /// The call succeeded and has no rows.
    case completeWithoutRows(Completion)
    case close
  }

  /// A result of libpq.
  enum Reply {
    case rows(Rows)
    case error(PostgresError)
    /// The server did not run the statement, since one before it in the same sync point failed.
    case skipped
    case sync
    case copy
    /// There is no further result for the statement or the script.
    case end
  }

  private let limit: Int
  private var units = Deque<Unit>()
  /// The sync points without a reply: whether each ends one unit.
  private var syncs = Deque<Bool>()
  /// Reads were sent, and the sync point that they share was not.
  private var isSyncDue = false
  private var script: Script?
  private var prepared = PreparedStatements()
  private var transaction = (number: UInt64(0), phase: TransactionPhase.ended)
  private var actions = Deque<Action>()
  private(set) var isClosed = false

  /// `limit`: the most statements without a reply; one more fails with `.unavailable`.
  init(limit: Int) { self.limit = limit }

  /// Whether no statement waits for a reply.
  var isIdle: Bool { units.isEmpty }

  /// Whether `received` is due.
  var expectsReplies: Bool { !isClosed && (!units.isEmpty || !syncs.isEmpty || script != nil) }

  /// How much later than the server's limit its report may arrive.
  static var grace: Duration { .seconds(1) }

  /// Whether `timePassed` is due from time to time.
  var hasTimeLimits: Bool { !isClosed && !units.isEmpty }

  mutating func nextAction() -> Action? { actions.popFirst() }

  // MARK: events

  /// A caller wants a statement to run.
  mutating func submitted(_ statement: PostgresStatement, _ completion: Completion, at now: MonotonicTime) {
    var sharesSync = false
    if case .none = statement.transaction { sharesSync = statement.isRead }
    submit(statement, completion, sharesSync: sharesSync, isRetry: false, at: now)
  }

  /// A caller wants a script to run. It needs the connection for itself.
  mutating func submitted(script text: String, _ completion: Completion) {
    guard !isClosed else { return fail(completion, .unavailable) }
    guard script == nil, units.isEmpty, syncs.isEmpty else { return fail(completion, PostgresError(.other(sqlState: "55000"))) }
    script = Script(completion: completion)
    actions.append(.sendScript(text))
  }

  /// The turn of the event loop in which `awaitEndOfTurn` was performed has ended.
  mutating func turnEnded() { sendDueSync() }

  /// Answers the callers whose deadline is past; the replies to their statements are not awaited. The connection is closed when the oldest
  /// statement is past its limit, since the server has not reported that it cancelled it.
  mutating func timePassed(at now: MonotonicTime) {
    guard !isClosed, let oldest = units.first else { return }
    if let limit = oldest.statement.timeLimit, oldest.sentAt.advanced(by: limit + Self.grace) <= now { return actions.append(.close) }
    for index in units.indices where !units[index].isAbandoned {
      guard let deadline = units[index].statement.deadline, deadline <= now else { continue }
      units[index].isAbandoned = true
      fail(units[index].completion, .unavailable)
    }
  }

  /// The server has replied.
  mutating func received(_ reply: Reply, at now: MonotonicTime) {
    guard !isClosed else { return }
    switch reply {
    case .rows(let rows): if script == nil { answerFirst(at: now) { $0.succeed(rows) } }
    case .error(let error):
      if script == nil { answerFirst(at: now) { $0.fail(error) } } else if script?.error == nil { script?.error = error }
    case .skipped: answerFirst(at: now) { $0.answered += 1 }
    case .sync: if syncs.popFirst() == true, let unit = units.popFirst() { finish(unit, at: now) }
    case .copy:
      // COPY would wait for data that nobody sends.
      actions.append(.close)
    case .end: finishScript()
    }
  }

  /// The connection is closed or broken. Every call under way fails with `.unavailable`, and so does every later one.
  mutating func closed() {
    guard !isClosed else { return }
    isClosed = true
    actions.removeAll { action in
      switch action {
      case .complete, .completeWithoutRows: false
      default: true
      }
    }
    for unit in units where !unit.isAbandoned { fail(unit.completion, .unavailable) }
    units.removeAll()
    syncs.removeAll()
    if let script { fail(script.completion, .unavailable) }
    script = nil
  }

  // MARK: sending

  private mutating func submit(
    _ statement: PostgresStatement, _ completion: Completion, sharesSync: Bool, isRetry: Bool, at now: MonotonicTime
  ) {
    guard !isClosed, units.count < limit, statement.deadline.map({ now < $0 }) ?? true else { return fail(completion, .unavailable) }
    guard script == nil else { return fail(completion, PostgresError(.other(sqlState: "55000"))) }
    // All values are checked before anything is sent.
    var preceding: [ParameterValues] = []
    for sql in statement.preceding {
      guard let values = ParameterValues(sql) else { return fail(completion, PostgresError(.other(sqlState: "22021"))) }
      preceding.append(values)
    }
    guard let values = ParameterValues(statement.sql) else { return fail(completion, PostgresError(.other(sqlState: "22021"))) }
    var unit = Unit(statement: statement, completion: completion, sharesSync: sharesSync, isRetry: isRetry, sentAt: now)
    switch step(to: statement) {
    case .refuse: return fail(completion, PostgresError(.transactionEnded))
    case .skip: return actions.append(.completeWithoutRows(completion))
    case .send(let begins):
      if !sharesSync { sendDueSync() }
      if begins {
        actions.append(.sendBegin)
        unit.expected += 1
      }
    }
    for (sql, values) in zip(statement.preceding, preceding) { send(sql, values, &unit) }
    send(statement.sql, values, &unit)
    units.append(unit)
    if !sharesSync {
      syncs.append(true)
      actions.append(.sendSync)
    } else if !isSyncDue {
      isSyncDue = true
      actions.append(.awaitEndOfTurn)
    }
  }

  private mutating func send(_ sql: SQL, _ values: ParameterValues, _ unit: inout Unit) {
    let text = StatementText(sql)
    let (name, isNew) = prepared.name(for: text)
    if isNew {
      unit.preparations.append((text, unit.expected))
      unit.expected += 1
      actions.append(.sendPrepare(name: name, text: sql.text))
    }
    unit.expected += 1
    actions.append(.sendExecute(name: name, values))
  }

  private mutating func sendDueSync() {
    guard isSyncDue, !isClosed else { return }
    isSyncDue = false
    syncs.append(false)
    actions.append(.sendSync)
  }

  private mutating func fail(_ completion: Completion, _ error: PostgresError) { actions.append(.complete(completion, .failure(error))) }

  // MARK: transactions

  private enum TransactionPhase {
    case notBegun
    case open
    case ended
  }

  private enum Step {
    case send(begins: Bool)
    /// COMMIT or ROLLBACK of a transaction that was never begun.
    case skip
    case refuse
  }

  /// Notes the step that a statement takes in its transaction. The order of the statements on the wire decides which one carries BEGIN and which
  /// ones come too late. A connection serves one transaction after the other, and their numbers increase.
  private mutating func step(to statement: PostgresStatement) -> Step {
    switch statement.transaction {
    case .none: return .send(begins: false)
    case .inside(let number):
      let phase = phase(of: number)
      guard phase != .ended else { return .refuse }
      transaction = (number, .open)
      return .send(begins: phase == .notBegun)
    case .end(let number):
      let phase = phase(of: number)
      guard phase != .ended else { return .refuse }
      transaction = (number, .ended)
      if phase == .notBegun, statement.preceding.isEmpty { return .skip }
      return .send(begins: phase == .notBegun)
    }
  }

  private func phase(of number: UInt64) -> TransactionPhase {
    if number > transaction.number { return .notBegun }
    return number == transaction.number ? transaction.phase : .ended
  }

  // MARK: receiving

  /// Notes a reply to a part of the first unit. A unit with a shared sync point is complete with the reply to its last part.
  private mutating func answerFirst(at now: MonotonicTime, _ note: (inout Unit) -> Void) {
    guard !units.isEmpty else { return }
    note(&units[0])
    if units[0].sharesSync, units[0].isAnswered { finish(units.removeFirst(), at: now) }
  }

  private mutating func finish(_ unit: Unit, at now: MonotonicTime) {
    for (text, part) in unit.preparations where part >= unit.succeeded { prepared.forget(text) }
    if unit.isAbandoned { return }
    if unit.sharesSync, unit.wasSkipped {
      return submit(unit.statement, unit.completion, sharesSync: false, isRetry: unit.isRetry, at: now)
    }
    if let error = unit.error {
      if unit.hasStalePlan {
        for sql in unit.statement.preceding + [unit.statement.sql] { prepared.forget(StatementText(sql)) }
        if case .none = unit.statement.transaction, !unit.isRetry {
          return submit(unit.statement, unit.completion, sharesSync: false, isRetry: true, at: now)
        }
      }
      return fail(unit.completion, error)
    }
    guard let rows = unit.rows else { return fail(unit.completion, .unavailable) }
    actions.append(.complete(unit.completion, .success(rows)))
  }

  private mutating func finishScript() {
    guard let script else { return }
    self.script = nil
    actions.append(.enterPipelineMode)
    if let error = script.error { fail(script.completion, error) } else { actions.append(.completeWithoutRows(script.completion)) }
  }

  // MARK: state

  private struct Script {
    let completion: Completion
    var error: PostgresError?
  }

  /// One statement from its sending to its sync point, or to its last reply when it shares a sync point.
  private struct Unit {
    let statement: PostgresStatement
    let completion: Completion
    let sharesSync: Bool
    let isRetry: Bool
    let sentAt: MonotonicTime
    /// How many replies there will be: one for BEGIN, one for each Parse and one for each statement.
    var expected = 0
    var answered = 0
    var succeeded = 0
    /// The texts that this unit prepares, and the number of the part that does so.
    var preparations: [(text: StatementText, part: Int)] = []
    var rows: Rows?
    var error: PostgresError?
    /// The caller has been answered, since its deadline passed.
    var isAbandoned = false

    mutating func succeed(_ rows: Rows) {
      answered += 1
      succeeded += 1
      self.rows = rows
    }

    mutating func fail(_ error: PostgresError) {
      answered += 1
      if self.error == nil { self.error = error }
    }

    var isAnswered: Bool { answered == expected }

    /// Whether the failure of another unit is why it did not run.
    var wasSkipped: Bool { isAnswered && error == nil && succeeded < answered }

    /// The server does not know the prepared statement any more (26000), or its result has another shape now (0A000). The statement did not run.
    var hasStalePlan: Bool {
      switch error?.code {
      case .other("26000"): true
      case .other("0A000"): error?.serverMessage == "cached plan must not change result type"
      default: false
      }
    }
  }
}
