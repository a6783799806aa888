import Concurrency
import Logging
import Sockets
import Synchronization

/// The connections of one event loop. Some are shared by pipelining; each of the others is leased to one transaction at a time.
final class PostgresPool: Sendable {
  /// A connection that many callers use at once.
  struct SharedConnection: Sendable {
    let connection: PostgresConnection
    let lookups: LookupBatcher
  }

  private struct State {
    var shared: [SharedConnection] = []
    var turn = 0
    var sharedWaiters = WaiterQueue<Result<SharedConnection, PostgresError>>()
    var exclusive: LeasePool<PostgresConnection, PostgresError>
    var isStopped = false

    mutating func nextShared() -> SharedConnection? {
      guard !shared.isEmpty else { return nil }
      turn = (turn + 1) % shared.count
      return shared[turn]
    }
  }

  let loop: EventLoop
  private let configuration: PostgresConfiguration
  private let logger: Logger
  private let sharedCount: Int
  private let state: Mutex<State>
  private let openings: AsyncStream<Void>
  private let openOne: AsyncStream<Void>.Continuation

  init(_ configuration: PostgresConfiguration, size: Int, loop: EventLoop, logger: Logger) {
    self.configuration = configuration
    self.loop = loop
    self.logger = logger
    sharedCount = size >= 6 ? 2 : 1
    state = Mutex(
      State(exclusive: LeasePool(capacity: max(1, size - sharedCount), waitingLimit: configuration.waitingLimit)))
    (openings, openOne) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  var isConnected: Bool { state.withLock { !$0.shared.isEmpty } }

  var statistics: PostgresPoolStatistics {
    state.withLock { state in
      PostgresPoolStatistics(
        shared: state.shared.count, idle: state.exclusive.idleCount, used: state.exclusive.openCount - state.exclusive.idleCount,
        waiting: state.exclusive.waitingCount + state.sharedWaiters.count)
    }
  }

  // MARK: opening and closing

  /// Keeps the shared connections open, and opens exclusive ones on demand.
  func run() async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<sharedCount { group.addTask { await self.keepShared() } }
      for await _ in openings { group.addTask { await self.keepExclusive() } }
    }
    let (shared, exclusive) = state.withLock { state in
      state.isStopped = true
      return (state.sharedWaiters.removeAll(), state.exclusive.removeAllWaiters())
    }
    for waiter in shared { waiter.fulfil(.failure(.unavailable)) }
    for waiter in exclusive { waiter.fulfil(.failure(.unavailable)) }
  }

  private func keepShared() async {
    var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(2))
    while !Task.isCancelled {
      guard let connection = await open(&backoff) else { continue }
      let shared = SharedConnection(connection: connection, lookups: LookupBatcher(connection))
      await serve(connection) {
        let waiters = state.withLock { state in
          state.shared.append(shared)
          return state.sharedWaiters.removeAll()
        }
        for waiter in waiters { waiter.fulfil(.success(shared)) }
      }
      state.withLock { state in state.shared.removeAll { $0.connection === connection } }
    }
  }

  private func keepExclusive() async {
    var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(2))
    while !Task.isCancelled {
      if let connection = await open(&backoff) {
        await serve(connection) { state.withLock { $0.exclusive.opened(connection) }?.fulfil(.success(connection)) }
        state.withLock { state in state.exclusive.removeIdle { $0 === connection } }
        return
      }
      let isWanted = state.withLock { state in
        if state.exclusive.waitingCount == 0 {
          state.exclusive.openFailed()
          return false
        }
        return true
      }
      if !isWanted { return }
    }
    state.withLock { $0.exclusive.openFailed() }
  }

  /// Calls `announce` once the connection reads replies, and returns when it is closed.
  private func serve(_ connection: PostgresConnection, announce: () -> Void) async {
    async let served: Void = connection.serve()
    announce()
    await served
  }

  /// Tries once to connect. After a failure it waits for the backoff.
  private func open(_ backoff: inout Backoff) async -> PostgresConnection? {
    do {
      let connection = try await PostgresConnection.open(
        configuration, statementTimeout: configuration.statementTimeout, loop: loop)
      backoff.reset()
      return connection
    } catch {
      guard !Task.isCancelled else { return nil }
      logger.warning("cannot connect to the database", metadata: ["error": "\(error)"])
      logger.debug("cannot connect to the database", metadata: ["reason": "\(error.serverMessage ?? "")"])
      try? await loop.sleep(for: backoff.next())
      return nil
    }
  }

  // MARK: calls

  /// The next shared connection in turn. Waits while there is none.
  func sharedConnection() async throws(PostgresError) -> SharedConnection {
    if let connection = state.withLock({ $0.nextShared() }) { return connection }
    let waiter = state.withLock { state -> Promise<Result<SharedConnection, PostgresError>> in
      if let connection = state.nextShared() { return Promise(.success(connection)) }
      return state.isStopped ? Promise(.failure(.unavailable)) : state.sharedWaiters.append()
    }
    return try await wait(for: waiter) { $0.sharedWaiters.remove(waiter) }
  }

  /// An exclusive connection. The caller must `release` it.
  func leaseConnection() async throws(PostgresError) -> PostgresConnection {
    switch state.withLock({ $0.isStopped ? .rejected : $0.exclusive.lease() }) {
    case .granted(let connection): return connection
    case .rejected: throw .unavailable
    case .wait(let waiter, let wantsOne):
      if wantsOne { openOne.yield() }
      return try await wait(for: waiter) { $0.exclusive.cancel(waiter) }
    }
  }

  /// Ends a lease. A connection with an open statement or transaction is closed.
  func release(_ connection: PostgresConnection) {
    guard loop.inLoop else { return loop.execute { self.release(connection) } }
    if connection.isReusable {
      state.withLock { $0.exclusive.release(connection) }?.fulfil(.success(connection))
    } else {
      connection.close()
      if state.withLock({ $0.exclusive.discard() }) { openOne.yield() }
    }
  }

  /// Waits until the timeout, the request's deadline or the task's cancellation. `remove` takes the waiter out of its queue, and returns false if it was served.
  private func wait<Connection>(
    for waiter: Promise<Result<Connection, PostgresError>>, remove: @escaping @Sendable (inout State) -> Bool
  ) async throws(PostgresError) -> Connection {
    let limit = RequestDeadline.current.map { min(configuration.acquireTimeout, MonotonicTime.now.duration(until: $0)) }
    let timer = loop.schedule(after: limit ?? configuration.acquireTimeout) {
      if self.state.withLock({ remove(&$0) }) { waiter.fulfil(.failure(.unavailable)) }
    }
    defer { timer.cancel() }
    let outcome = await waiter.value {
      if self.state.withLock({ remove(&$0) }) { waiter.fulfil(.failure(PostgresError(.cancelled))) }
    }
    return try outcome.get()
  }
}
