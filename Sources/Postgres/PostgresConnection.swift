import CPostgres
import Pooling
import Sockets

/// One connection in libpq's pipeline mode (manual, 34.5), driven by its event loop.
///
/// Every statement is one unit on the wire: what it needs before it (BEGIN, Parse), itself, and a sync point. A unit that fails
/// does not touch the units behind it. Answers come in the order of the units. The reads of one turn of the loop share a sync point,
/// and so a write and an answer in one piece; those that the server skips behind one that fails are sent again, each by itself.
// Unchecked: every mutable property is touched on `loop`'s thread only; `run`, `runScript` and `close` hop there.
final class PostgresConnection: @unchecked Sendable {
  typealias Answer = Result<PostgresRows, PostgresError>

  let loop: EventLoop
  private let owner: ConnectionOwner
  private let watch: DescriptorWatch
  private let inbox: NotificationInbox?
  private let pipelineLimit: Int
  private var units = FIFO<PipelineUnit>()
  /// The look-ups that wait for the end of the turn, or for those under way.
  var askedLookups: [AskedLookup] = []
  /// The statements of look-ups that have no answer yet.
  var lookupsUnderWay = 0
  /// The sync points under way: whether each ends one unit.
  private var syncs = FIFO<Bool>()
  /// Reads were sent, and the sync point that they share was not.
  private var isSyncDue = false
  private var script: ScriptRun?
  private var prepared = PreparedStatements()
  private var isClosed = false
  private let flushRequests: AsyncStream<Void>
  private let flushRequest: AsyncStream<Void>.Continuation

  init(owner: ConnectionOwner, watch: DescriptorWatch, loop: EventLoop, pipelineLimit: Int, inbox: NotificationInbox?) {
    self.owner = owner
    self.watch = watch
    self.loop = loop
    self.pipelineLimit = pipelineLimit
    self.inbox = inbox
    (flushRequests, flushRequest) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  // MARK: called from any task

  /// Sends one statement and waits for its answer, whatever happens to the caller's task.
  nonisolated(nonsending) func run(_ statement: PostgresStatement) async throws(PostgresError) -> PostgresRows {
    // Unsafe continuations here and below: every unit is completed exactly once, by its sync point or by `closeNow`.
    let answer: Answer = await withUnsafeContinuation { continuation in
      onLoop { $0.send(PipelineUnit(statement) { continuation.resume(returning: $0) }) }
    }
    return try answer.get()
  }

  /// Runs many statements by the simple query protocol.
  func runScript(_ text: String) async throws(PostgresError) {
    let answer: Result<Void, PostgresError> = await withUnsafeContinuation { continuation in
      onLoop { $0.send(ScriptRun(text: text) { continuation.resume(returning: $0) }) }
    }
    try answer.get()
  }

  /// Closes the connection; calls under way fail with `.unavailable`.
  func close() { onLoop { $0.closeNow() } }

  func onLoop(_ body: @escaping @Sendable (PostgresConnection) -> Void) {
    if loop.inLoop { body(self) } else { loop.execute { body(self) } }
  }

  // MARK: on the loop

  /// Between two leases: no statement under way, no transaction open.
  var isReusable: Bool {
    guard let pointer = owner.pointer, !isClosed else { return false }
    return units.isEmpty && PQtransactionStatus(pointer) == PQTRANS_IDLE
  }

  /// Reads answers until the connection closes, for whatever reason.
  func serve() async {
    await withTaskGroup { group in
      group.addTask { await self.readAnswers() }
      group.addTask { await self.flushWhenAsked() }
      await group.next()
      closeNow()
    }
  }

  private func readAnswers() async {
    while !isClosed, let pointer = owner.pointer {
      do {
        try await watch.readable(deadline: .now + .seconds(5))
      } catch .timedOut {
        if hasStalled { return }
        continue
      } catch {
        return
      }
      guard !isClosed else { return }
      let isAlive = PQconsumeInput(pointer) == 1
      takeAnswers()
      takeNotifications()
      guard isAlive, !isClosed else { return }
      flush()
    }
  }

  private func flushWhenAsked() async {
    for await _ in flushRequests {
      while !isClosed, let pointer = owner.pointer {
        let rest = PQflush(pointer)
        if rest == 0 { break }
        guard rest > 0 else { return closeNow() }
        do { try await watch.writable(deadline: nil) } catch { return }
      }
    }
  }

  /// The oldest statement is far past its limit, and the server has not even said that it cancelled it.
  private var hasStalled: Bool {
    guard let unit = units.first, let limit = unit.statement.timeLimit else { return false }
    return ContinuousClock.now - unit.sentAt > limit + .seconds(5)
  }

  private func closeNow() {
    guard !isClosed else { return }
    isClosed = true
    watch.close()
    flushRequest.finish()
    owner.finish()
    for unit in units.removeAll() { unit.complete(.failure(.unavailable)) }
    for asked in askedLookups { asked.waiter.resume(returning: .failure(.unavailable)) }
    askedLookups = []
    script?.complete(.failure(.unavailable))
    script = nil
    inbox?.close()
  }

  private func flush() {
    guard let pointer = owner.pointer else { return }
    switch PQflush(pointer) {
    case 0: break
    case 1: flushRequest.yield()
    default: closeNow()
    }
  }

  // MARK: sending

  func send(_ unit: PipelineUnit) {
    guard !isClosed, let pointer = owner.pointer else { return unit.complete(.failure(.unavailable)) }
    guard script == nil else { return unit.complete(.failure(PostgresError(.other(sqlState: "55000")))) }
    guard units.count < pipelineLimit else { return unit.complete(.failure(.unavailable)) }
    var statements: [(sql: SQL, values: ParameterValues)] = []
    for sql in unit.statement.preceding + [unit.statement.sql] {
      guard let values = ParameterValues(sql) else { return unit.complete(.failure(PostgresError(.other(sqlState: "22021")))) }
      statements.append((sql, values))
    }
    var beginsTransaction = false
    switch unit.statement.transaction {
    case .none: break
    case .inside(let phase), .end(let phase):
      guard phase.value != .over else { return unit.complete(.failure(PostgresError(.transactionEnded))) }
      var isEnd = false
      if case .end = unit.statement.transaction { isEnd = true }
      beginsTransaction = phase.value == .fresh && (!isEnd || statements.count > 1)
      defer { phase.value = isEnd ? .over : .open }
      if isEnd, phase.value == .fresh, !beginsTransaction {
        guard let nothing = PQmakeEmptyPGresult(pointer, PGRES_COMMAND_OK) else { return unit.complete(.failure(.unavailable)) }
        return unit.complete(.success(PostgresRows(result: ResultOwner(nothing))))
      }
    }
    if !unit.sharesSync { sync() }
    var unit = unit
    var isSent = true
    if beginsTransaction {
      isSent = PQsendQueryParams(pointer, "BEGIN", 0, nil, nil, nil, nil, 0) == 1
      unit.partCount += 1
    }
    for (sql, values) in statements {
      let text = StatementText(sql)
      let (name, isNew) = prepared.name(for: text)
      if isNew {
        unit.preparations.append((text, unit.partCount))
        unit.partCount += 1
        isSent = isSent && PQsendPrepare(pointer, name, sql.text, 0, nil) == 1
      }
      unit.partCount += 1
      isSent = isSent && values.withPointers { PQsendQueryPrepared(pointer, name, $0, $1, nil, nil, 0) == 1 }
    }
    unit.sentAt = .now
    units.append(unit)
    guard isSent else { return closeNow() }
    guard unit.sharesSync else { return sync(endsUnit: true) }
    guard !isSyncDue else { return }
    isSyncDue = true
    loop.atEndOfTurn { self.sync() }
  }

  /// Sends the sync point that reads are waiting for.
  private func sync() {
    guard isSyncDue else { return }
    isSyncDue = false
    sync(endsUnit: false)
  }

  private func sync(endsUnit: Bool) {
    guard !isClosed, let pointer = owner.pointer else { return }
    syncs.append(endsUnit)
    if PQpipelineSync(pointer) == 1 { flush() } else { closeNow() }
  }

  private func send(_ run: ScriptRun) {
    guard !isClosed, let pointer = owner.pointer else { return run.complete(.failure(.unavailable)) }
    guard script == nil, units.isEmpty, PQexitPipelineMode(pointer) == 1 else {
      return run.complete(.failure(PostgresError(.other(sqlState: "55000"))))
    }
    script = run
    if PQsendQuery(pointer, run.text) == 1 { flush() } else { closeNow() }
  }

  // MARK: receiving

  private func takeAnswers() {
    var emptyInARow = 0
    while !isClosed, let pointer = owner.pointer, !units.isEmpty || !syncs.isEmpty || script != nil, PQisBusy(pointer) == 0 {
      guard let result = PQgetResult(pointer) else {
        if script != nil { finishScript(pointer) }
        // One empty answer ends each part of a unit; libpq never gives two of them and then more.
        emptyInARow += 1
        if emptyInARow > 2 { return }
        continue
      }
      emptyInARow = 0
      take(ResultOwner(result))
    }
  }

  private func take(_ result: ResultOwner) {
    switch result.status {
    case PGRES_PIPELINE_SYNC:
      if syncs.popFirst() == true, let unit = units.popFirst() { finish(unit) }
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
      if script != nil { script?.fail(result.error) } else { answer { $0.fail(result.error) } }
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      // COPY would wait for data that nobody sends.
      closeNow()
    case PGRES_PIPELINE_ABORTED:
      answer { $0.skip() }
    default:
      if script == nil { answer { $0.succeed(result) } }
    }
  }

  /// Notes an answer to a part of the first unit, which has a sync point to wait for or is over with its last part.
  private func answer(_ note: (inout PipelineUnit) -> Void) {
    guard var unit = units.first else { return }
    note(&unit)
    if unit.sharesSync, unit.isAnswered {
      _ = units.popFirst()
      finish(unit)
    } else {
      units.first = unit
    }
  }

  private func finish(_ unit: PipelineUnit) {
    unit.unprepared.forEach { prepared.forget($0) }
    if unit.sharesSync, unit.wasSkipped { return send(unit.alone()) }
    guard let error = unit.error else {
      guard let result = unit.result else { return unit.complete(.failure(.unavailable)) }
      return unit.complete(.success(PostgresRows(result: result)))
    }
    if unit.hasStalePlan {
      unit.texts.forEach { prepared.forget($0) }
      if case .none = unit.statement.transaction, !unit.isSecondTry { return send(unit.secondTry()) }
    }
    unit.complete(.failure(error))
  }

  private func finishScript(_ pointer: OpaquePointer) {
    guard let run = script else { return }
    script = nil
    guard PQenterPipelineMode(pointer) == 1 else {
      run.complete(.failure(.unavailable))
      return closeNow()
    }
    run.finish()
  }

  private func takeNotifications() {
    guard !isClosed, let pointer = owner.pointer else { return }
    while let notification = PQnotifies(pointer) {
      defer { PQfreemem(notification) }
      let channel = notification.pointee.relname.map { String(cString: $0) } ?? ""
      let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
      inbox?.arrive(PostgresNotification(channel: channel, payload: payload))
    }
  }
}
