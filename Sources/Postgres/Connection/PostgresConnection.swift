import CPostgres
import Sockets

/// One connection to the server. It performs the actions of its pipeline on libpq, and reports what libpq receives.
final class PostgresConnection: Sendable {
  typealias Answer = Result<PostgresRows, PostgresError>

  /// Who receives the answer to a statement, exactly once.
  enum Completion: Sendable {
    case task(UnsafeContinuation<Answer, Never>)
    /// Called on the event loop.
    case callback(@Sendable (Answer) -> Void)
  }

  private typealias Pipeline = PostgresPipeline<ResultOwner, Completion>

  /// Used on the event loop only.
  private final class State {
    let owner: ConnectionOwner
    var pipeline: Pipeline
    var isCheckScheduled = false

    init(owner: ConnectionOwner, pipeline: Pipeline) {
      self.owner = owner
      self.pipeline = pipeline
    }
  }

  private let bound: LoopBound<State>
  private let watch: DescriptorWatch
  private let inbox: NotificationInbox?
  private let flushRequests: AsyncStream<Void>
  private let flushRequest: AsyncStream<Void>.Continuation

  init(owner: ConnectionOwner, watch: DescriptorWatch, loop: EventLoop, pipelineLimit: Int, inbox: NotificationInbox?) {
    bound = LoopBound(State(owner: owner, pipeline: PostgresPipeline(limit: pipelineLimit)), to: loop)
    self.watch = watch
    self.inbox = inbox
    (flushRequests, flushRequest) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  var loop: EventLoop { bound.loop }
  private var state: State { bound.value }

  // MARK: called from any task

  /// Sends one statement and waits for its answer. Cancelling the caller's task does not interrupt it.
  func run(_ statement: PostgresStatement) async throws(PostgresError) -> PostgresRows {
    // Unsafe continuations here and below: the pipeline completes every call exactly once.
    let answer: Answer = await withUnsafeContinuation { submit(statement, .task($0)) }
    return try answer.get()
  }

  /// Sends one statement.
  func submit(_ statement: PostgresStatement, _ completion: Completion) {
    guard loop.inLoop else { return loop.execute { self.submit(statement, completion) } }
    state.pipeline.submitted(statement, completion, at: loop.now)
    performActions()
    scheduleCheck()
  }

  /// One timer per connection, however many statements are under way, and none while it is idle.
  private func scheduleCheck() {
    guard !state.isCheckScheduled, state.pipeline.hasTimeLimits else { return }
    state.isCheckScheduled = true
    loop.schedule(after: .milliseconds(250)) {
      self.state.isCheckScheduled = false
      self.state.pipeline.timePassed(at: self.loop.now)
      self.performActions()
      self.scheduleCheck()
    }
  }

  /// Runs many statements by the simple query protocol.
  func runScript(_ text: String) async throws(PostgresError) {
    let answer: Answer = await withUnsafeContinuation { continuation in
      onLoop {
        $0.state.pipeline.submitted(script: text, .task(continuation))
        $0.performActions()
      }
    }
    _ = try answer.get()
  }

  /// Closes the connection. Calls under way fail with `.unavailable`.
  func close() { onLoop { $0.closeNow() } }

  private func onLoop(_ body: @escaping @Sendable (PostgresConnection) -> Void) {
    if loop.inLoop { body(self) } else { loop.execute { body(self) } }
  }

  // MARK: on the loop

  /// Whether no statement is under way and no transaction is open.
  var isReusable: Bool {
    guard let pointer = state.owner.pointer, !state.pipeline.isClosed else { return false }
    return state.pipeline.isIdle && PQtransactionStatus(pointer) == PQTRANS_IDLE
  }

  /// Reads replies until the connection closes.
  func serve() async {
    await withTaskGroup { group in
      group.addTask { await self.readReplies() }
      group.addTask { await self.flushWhenAsked() }
      await group.next()
      closeNow()
    }
  }

  private func readReplies() async {
    while !state.pipeline.isClosed, let pointer = state.owner.pointer {
      do { try await watch.readable() } catch { return }
      guard !state.pipeline.isClosed else { return }
      let isAlive = PQconsumeInput(pointer) == 1
      receiveReplies()
      receiveNotifications()
      guard isAlive, !state.pipeline.isClosed else { return }
      flush()
    }
  }

  private func flushWhenAsked() async {
    for await _ in flushRequests {
      while !state.pipeline.isClosed, let pointer = state.owner.pointer {
        let rest = PQflush(pointer)
        if rest == 0 { break }
        guard rest > 0 else { return closeNow() }
        do { try await watch.writable(deadline: nil) } catch { return }
      }
    }
  }

  private func closeNow() {
    guard !state.pipeline.isClosed else { return }
    watch.close()
    flushRequest.finish()
    state.owner.finish()
    state.pipeline.closed()
    performActions()
    inbox?.close()
  }

  private func flush() {
    guard let pointer = state.owner.pointer else { return }
    switch PQflush(pointer) {
    case 0: break
    case 1: flushRequest.yield()
    default: closeNow()
    }
  }

  // MARK: actions

  private func performActions() {
    while let action = state.pipeline.nextAction() { perform(action) }
  }

  private func perform(_ action: Pipeline.Action) {
    switch action {
    case .complete(let completion, let result): complete(completion, result.map { PostgresRows(result: $0) })
    case .completeWithoutRows(let completion):
      let rows = ResultOwner.empty.map { PostgresRows(result: $0) }
      complete(completion, rows.map { .success($0) } ?? .failure(.unavailable))
    case .awaitEndOfTurn:
      loop.atEndOfTurn {
        self.state.pipeline.turnEnded()
        self.performActions()
      }
    case .close: closeNow()
    default: if !send(action) { closeNow() }
    }
  }

  private func complete(_ completion: Completion, _ answer: Answer) {
    switch completion {
    case .task(let continuation): continuation.resume(returning: answer)
    case .callback(let callback): callback(answer)
    }
  }

  /// False: libpq refuses, so the connection is broken.
  private func send(_ action: Pipeline.Action) -> Bool {
    guard let pointer = state.owner.pointer else { return false }
    switch action {
    case .sendBegin: return PQsendQueryParams(pointer, "BEGIN", 0, nil, nil, nil, nil, 0) == 1
    case .sendPrepare(let name, let text): return PQsendPrepare(pointer, name, text, 0, nil) == 1
    case .sendExecute(let name, let values):
      return values.withPointers { PQsendQueryPrepared(pointer, name, $0, $1, nil, nil, 0) == 1 }
    case .sendSync: guard PQpipelineSync(pointer) == 1 else { return false }
    case .sendScript(let text): guard PQexitPipelineMode(pointer) == 1, PQsendQuery(pointer, text) == 1 else { return false }
    case .enterPipelineMode: return PQenterPipelineMode(pointer) == 1
    case .complete, .completeWithoutRows, .awaitEndOfTurn, .close: return true
    }
    flush()
    return true
  }

  // MARK: replies

  private func receiveReplies() {
    var endsInARow = 0
    while state.pipeline.expectsReplies, let pointer = state.owner.pointer, PQisBusy(pointer) == 0 {
      let reply: Pipeline.Reply
      if let result = PQgetResult(pointer) {
        endsInARow = 0
        reply = ResultOwner(result).reply
      } else {
        // Each part of a unit has one end. libpq never returns more than two in a row and then a result.
        endsInARow += 1
        if endsInARow > 2 { return }
        reply = .end
      }
      state.pipeline.received(reply, at: loop.now)
      performActions()
    }
  }

  private func receiveNotifications() {
    guard !state.pipeline.isClosed, let pointer = state.owner.pointer else { return }
    while let notification = PQnotifies(pointer) {
      defer { PQfreemem(notification) }
      let channel = notification.pointee.relname.map { String(cString: $0) } ?? ""
      let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
      inbox?.received(PostgresNotification(channel: channel, payload: payload))
    }
  }
}

extension ResultOwner {
  fileprivate static var empty: ResultOwner? { PQmakeEmptyPGresult(nil, PGRES_COMMAND_OK).map { ResultOwner($0) } }

  fileprivate var reply: PostgresPipeline<ResultOwner, PostgresConnection.Completion>.Reply {
    switch status {
    case PGRES_PIPELINE_SYNC: .sync
    case PGRES_PIPELINE_ABORTED: .skipped
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR: .error(error)
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: .copy
    default: .rows(self)
    }
  }
}
