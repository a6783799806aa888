import Concurrency
import Logging
import ServiceLifecycle
import SharedKernel
import Sockets
import Synchronization

/// The process's connections to its database.
///
/// Statements outside a transaction share a few pipelined connections of their event loop. Each has its own sync point, so a statement that fails
/// does not affect the others. `perform` leases an exclusive connection for a transaction; `query` and `execute` inside its body find it through a
/// task-local value. All connections are opened and closed inside `run()`. Calls before it, and calls while the server is unavailable, wait for at
/// most the configuration's `acquireTimeout`. A call within a request fails with `.unavailable` at the request's deadline, whether its statement takes
/// effect or not. Cancelling a caller does not interrupt a statement that was sent.
public final class PostgresClient: Service, UnitOfWork, Sendable {
  private let configuration: PostgresConfiguration
  private let logger: Logger
  private let loops: [EventLoop]
  private let pools: [PostgresPool]
  private let sessions: SessionPool
  private let transactionCount = Atomic<UInt64>(0)

  /// Opens no connection; `run()` does.
  public init(_ configuration: PostgresConfiguration, group: EventLoopGroup, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
    loops = group.loops
    let poolCount = max(1, min(loops.count, configuration.poolSize / 2))
    let size = max(2, configuration.poolSize / poolCount)
    pools = loops.prefix(poolCount).map { PostgresPool(configuration, size: size, loop: $0, logger: logger) }
    sessions = SessionPool(configuration, loop: pools[0].loop)
  }

  /// Opens connections and keeps them open until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown { [pools] in
      await withDiscardingTaskGroup { group in
        for pool in pools {
          group.addTask(executorPreference: pool.loop) { await pool.run() }
        }
      }
    }
  }

  /// Whether at least one shared connection is open.
  public var isConnected: Bool { pools.contains { $0.isConnected } }

  /// The connections of all pools.
  public var statistics: PostgresPoolStatistics {
    pools.reduce(into: PostgresPoolStatistics()) { sum, pool in
      let one = pool.statistics
      sum.shared += one.shared
      sum.idle += one.idle
      sum.used += one.used
      sum.waiting += one.waiting
    }
  }

  /// Whether the server answers a statement within two seconds.
  public func ping() async -> Bool {
    do {
      _ = try await RequestDeadline.$current.withValue(.now.advanced(by: .seconds(2))) { try await query("SELECT 1") }
      return true
    } catch {
      return false
    }
  }

  /// Runs one statement, which each connection prepares once, and returns its rows.
  public func query(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    try await run(sql, isRead: false)
  }

  /// Runs one SELECT that changes nothing and locks nothing, and returns its rows.
  ///
  /// Outside a transaction, the reads of all tasks in one turn of the event loop are sent in one write, and their replies arrive together. Use it
  /// for look-ups by key: a slow read delays the others. A read that fails does not fail the others: they are sent again, so a read may run twice.
  public func read(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    try await run(sql, isRead: true)
  }

  /// The row of one identifier, nil when there is none.
  ///
  /// As `read`. The same look-ups of several tasks are combined into one statement when they come in one turn of the event loop or while earlier
  /// look-ups are under way. Each caller gets its row of the result. An error goes to all of them.
  public func row(_ lookup: PostgresLookup, _ id: EntityID) async throws(PostgresError) -> PostgresRow? {
    if isInTransaction { return try await read(lookup.one(id)).first }
    if Task.isCancelled { throw PostgresError(.cancelled) }
    return try await pool.sharedConnection().lookups.row(lookup, id, timeLimit: configuration.statementTimeout)
  }

  private func run(_ sql: SQL, isRead: Bool) async throws(PostgresError) -> PostgresRows {
    if let transaction = AmbientTransaction.current(of: self) {
      return try await transaction.run(sql)
    }
    if Task.isCancelled { throw PostgresError(.cancelled) }
    let connection = try await pool.sharedConnection().connection
    return try await connection.run(
      PostgresStatement(sql: sql, timeLimit: configuration.statementTimeout, isRead: isRead))
  }

  /// Runs one statement and returns the number of affected rows.
  @discardableResult
  public func execute(_ sql: SQL) async throws(PostgresError) -> Int {
    try await query(sql).affected
  }

  /// Defers one statement until the current transaction commits, and sends it with the COMMIT in one round trip.
  ///
  /// For writes whose result the body does not need. If the statement fails, the commit fails with its error. Outside a transaction it runs at once.
  public func executeAtCommit(_ sql: SQL) async throws(PostgresError) {
    if let transaction = AmbientTransaction.current(of: self) {
      transaction.runAtCommit(sql)
    } else {
      try await execute(sql)
    }
  }

  /// Runs the body in a transaction (READ COMMITTED) and commits it. A thrown error or a cancelled task rolls it back.
  ///
  /// Inside another transaction of this client the body joins that transaction. A joined body that throws aborts it: its commit fails with
  /// `.transactionAborted`, even when the error was caught in between. If the connection is lost during COMMIT, the error is `.unavailable` and the
  /// outcome is unknown. The statements of concurrent child tasks run one after the other.
  @discardableResult
  public func perform<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    if let outer = AmbientTransaction.current(of: self) {
      do { return try await body() } catch {
        outer.abort()
        throw error
      }
    }
    let pool = pool
    let connection = try await pool.leaseConnection()
    // Counted while the connection is leased, so that the numbers of one connection's transactions increase.
    let number = transactionCount.wrappingAdd(1, ordering: .relaxed).newValue
    let transaction = AmbientTransaction(
      client: self, number: number, connection: connection, timeLimit: configuration.statementTimeout)
    do {
      let result = try await transaction.run(body)
      try Task.checkCancellation()
      try await transaction.commit()
      pool.release(connection)
      return result
    } catch {
      await transaction.rollback()
      pool.release(connection)
      throw error
    }
  }

  /// Whether the current task is inside a transaction of this client.
  public var isInTransaction: Bool { AmbientTransaction.current(of: self) != nil }

  /// Opens a connection for the body and closes it afterwards: for LISTEN, advisory locks and scripts. It does not need `run()`. The statements of a
  /// session have no time limit. At most eight sessions may be open; one more fails with `.unavailable`.
  @discardableResult
  public func withSession<Result: Sendable>(_ body: @Sendable (PostgresSession) async throws -> Result) async throws -> Result {
    try await sessions.withSession(body)
  }

  /// The pool of the current event loop; any pool when the caller is on none of them.
  private var pool: PostgresPool {
    if let index = EventLoop.current?.index, index >= 0 { return pools[index % pools.count] }
    return pools.randomElement() ?? pools[0]
  }
}
