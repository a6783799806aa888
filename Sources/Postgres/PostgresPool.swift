import Logging
import Concurrency
import Sockets
import Synchronization

/// The connections of one loop: some shared by pipelining, the others leased to one transaction at a time.
final class PostgresPool: Sendable {
  typealias Arrival<Connection: Sendable> = Ticket<Result<Connection, PostgresError>>

  /// A connection that many callers use at once.
  struct SharedConnection: Sendable {
    let connection: PostgresConnection
    let lookups: LookupBatcher
  }

  private struct State {
    var shared: [SharedConnection] = []
    var turn = 0
    var sharedWaiters: [ObjectIdentifier: Arrival<SharedConnection>] = [:]
    var exclusive: LeasePool<PostgresConnection>
    var exclusiveWaiters: [UInt64: Arrival<PostgresConnection>] = [:]
    var isStopped = false

    mutating func nextShared() -> SharedConnection? {
      guard !shared.isEmpty else { return nil }
      turn = (turn + 1) % shared.count
      return shared[turn]
    }

    mutating func takeWaiter(_ waiter: UInt64?) -> Arrival<PostgresConnection>? {
      waiter.flatMap { exclusiveWaiters.removeValue(forKey: $0) }
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

  // MARK: connections' lives

  /// Keeps the shared connections up and opens exclusive ones as they are wanted.
  func run() async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<sharedCount { group.addTask { await self.keepShared() } }
      for await _ in openings { group.addTask { await self.keepExclusive() } }
    }
    let (shared, exclusive) = state.withLock { state in
      state.isStopped = true
      defer { (state.sharedWaiters, state.exclusiveWaiters) = ([:], [:]) }
      return (state.sharedWaiters, state.exclusiveWaiters)
    }
    for waiter in shared.values { waiter.fulfil(.failure(.unavailable)) }
    for waiter in exclusive.values { waiter.fulfil(.failure(.unavailable)) }
  }

  private func keepShared() async {
    var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(2))
    while !Task.isCancelled {
      guard let connection = await open(&backoff) else { continue }
      let shared = SharedConnection(connection: connection, lookups: LookupBatcher(connection))
      await serve(connection) {
        let waiters = state.withLock { state in
          state.shared.append(shared)
          defer { state.sharedWaiters = [:] }
          return Array(state.sharedWaiters.values)
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
        await serve(connection) { resume(state.withLock { $0.takeWaiter($0.exclusive.opened(connection)) }, with: connection) }
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

  /// Announces the connection once its answers are being read, and returns when it is closed.
  private func serve(_ connection: PostgresConnection, announce: () -> Void) async {
    async let served: Void = connection.serve()
    announce()
    await served
  }

  /// One attempt to connect; after a failure it waits.
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

  /// A shared connection, in turns; waits while there is none.
  nonisolated(nonsending) func sharedConnection() async throws(PostgresError) -> SharedConnection {
    if let connection = state.withLock({ $0.nextShared() }) { return connection }
    let ticket = Arrival<SharedConnection>()
    state.withLock { state in
      if let connection = state.nextShared() {
        ticket.fulfil(.success(connection))
      } else if state.isStopped {
        ticket.fulfil(.failure(.unavailable))
      } else {
        state.sharedWaiters[ObjectIdentifier(ticket)] = ticket
      }
    }
    return try await wait(for: ticket) { pool in
      pool.state.withLock { $0.sharedWaiters.removeValue(forKey: ObjectIdentifier(ticket)) != nil }
    }
  }

  /// An exclusive connection; give it back.
  func leaseConnection() async throws(PostgresError) -> PostgresConnection {
    let ticket = Arrival<PostgresConnection>()
    let lease = state.withLock { state -> LeasePool<PostgresConnection>.Lease in
      if state.isStopped { return .refused }
      let lease = state.exclusive.lease()
      if case .wait(let waiter, _) = lease { state.exclusiveWaiters[waiter] = ticket }
      return lease
    }
    switch lease {
    case .granted(let connection): return connection
    case .refused: throw .unavailable
    case .wait(let waiter, let wantsOne):
      if wantsOne { openOne.yield() }
      return try await wait(for: ticket) { pool in
        pool.state.withLock { $0.exclusive.withdraw(waiter) && $0.exclusiveWaiters.removeValue(forKey: waiter) != nil }
      }
    }
  }

  /// Ends a lease. A connection that is not clean is closed.
  func giveBack(_ connection: PostgresConnection) {
    guard loop.inLoop else { return loop.execute { self.giveBack(connection) } }
    if connection.isReusable {
      resume(state.withLock { $0.takeWaiter($0.exclusive.giveBack(connection)) }, with: connection)
    } else {
      connection.close()
      if state.withLock({ $0.exclusive.discard() }) { openOne.yield() }
    }
  }

  private func resume(_ waiter: Arrival<PostgresConnection>?, with connection: PostgresConnection) { waiter?.fulfil(.success(connection)) }

  /// Waits for the ticket until the deadline or the task's cancellation. `withdraw` says whether it was still waiting.
  private func wait<Connection>(
    for ticket: Arrival<Connection>, withdraw: @escaping @Sendable (PostgresPool) -> Bool
  ) async throws(PostgresError) -> Connection {
    let timer = loop.schedule(after: configuration.acquireTimeout) {
      if withdraw(self) { ticket.fulfil(.failure(.unavailable)) }
    }
    defer { timer.cancel() }
    let outcome = await withTaskCancellationHandler {
      await ticket.value()
    } onCancel: {
      if withdraw(self) { ticket.fulfil(.failure(PostgresError(.cancelled))) }
    }
    return try outcome.get()
  }
}
