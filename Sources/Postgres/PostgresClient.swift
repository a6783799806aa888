import Logging
import ServiceLifecycle
import SharedKernel
import Sockets
import Synchronization

/// The process's access to its database.
///
/// Statements outside a transaction share a few pipelined connections on their loop, each with its own sync point, so that one
/// that fails harms no other. `perform` takes an exclusive connection for a transaction, and puts it where `query` and `execute`
/// find it, so code inside need not know. All connections live inside `run()`; calls before it, and while the server is away,
/// wait for at most the configuration's `acquireTimeout`. Cancelling a caller does not interrupt a statement that was sent.
public final class PostgresClient: Service, UnitOfWork, Sendable {
  private let configuration: PostgresConfiguration
  private let logger: Logger
  private let loops: [EventLoop]
  private let pools: [PostgresPool]
  private let sessions: SessionPool
  private let transactionCount = Atomic<UInt64>(0)

  /// A client whose connections open when `run()` is called.
  public init(_ configuration: PostgresConfiguration, group: EventLoopGroup, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
    loops = group.loops
    let poolCount = max(1, min(loops.count, configuration.poolSize / 2))
    let size = max(2, configuration.poolSize / poolCount)
    pools = loops.prefix(poolCount).map { PostgresPool(configuration, size: size, loop: $0, logger: logger) }
    sessions = SessionPool(configuration, loop: pools[0].loop)
  }

  /// Keeps the connections until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown { [pools] in
      await withDiscardingTaskGroup { group in
        for pool in pools {
          group.addTask(executorPreference: pool.loop) { await pool.run() }
        }
      }
    }
  }

  /// Whether at least one shared connection is up.
  public var isConnected: Bool { pools.contains { $0.isConnected } }

  /// Asks the server for a sign of life.
  public func ping() async -> Bool {
    do {
      _ = try await query("SELECT 1")
      return true
    } catch {
      return false
    }
  }

  /// Runs one statement, prepared once a connection, and returns its rows.
  public nonisolated(nonsending) func query(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    try await run(sql, isRead: false)
  }

  /// Runs one SELECT that changes nothing and locks nothing, and returns its rows.
  ///
  /// As `query`, but outside a transaction it goes to the server together with the reads of other tasks, in one write, and their answers come
  /// back together. For look-ups by key: one that takes long would hold up the others. One that fails harms none of them: those are sent again,
  /// so a read may run twice.
  public nonisolated(nonsending) func read(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    try await run(sql, isRead: true)
  }

  /// The row of one identifier, nil when there is none.
  ///
  /// As `read`, and the same look-ups of other tasks are one statement with it, when they are asked in the same turn of the loop or while look-ups
  /// before them are under way: each gets its row of one answer, which the server made after all of them had asked. A failure is then everybody's.
  public nonisolated(nonsending) func row(_ lookup: PostgresLookup, _ id: EntityID) async throws(PostgresError) -> PostgresRow? {
    if isInTransaction { return try await read(lookup.one(id)).first }
    if Task.isCancelled { throw PostgresError(.cancelled) }
    return try await pool.sharedConnection().lookups.row(lookup, id, timeLimit: configuration.statementTimeout)
  }

  private nonisolated(nonsending) func run(_ sql: SQL, isRead: Bool) async throws(PostgresError) -> PostgresRows {
    if let transaction = AmbientTransaction.current(of: self) {
      return try await transaction.run(sql)
    }
    if Task.isCancelled { throw PostgresError(.cancelled) }
    let connection = try await pool.sharedConnection().connection
    return try await connection.run(
      PostgresStatement(sql: sql, timeLimit: configuration.statementTimeout, isRead: isRead))
  }

  /// Runs one statement and returns how many rows it touched.
  @discardableResult
  public func execute(_ sql: SQL) async throws(PostgresError) -> Int {
    try await query(sql).affected
  }

  /// Keeps one statement until the current transaction commits, and sends it together with the COMMIT: no round trip of its own.
  ///
  /// For writes whose outcome the body does not need. When it fails, so does the commit, with its error. Outside a transaction it runs at once.
  public func executeAtCommit(_ sql: SQL) async throws(PostgresError) {
    if let transaction = AmbientTransaction.current(of: self) {
      transaction.runAtCommit(sql)
    } else {
      try await execute(sql)
    }
  }

  /// Runs the body in a transaction (READ COMMITTED) and commits it; a thrown error or a cancelled task rolls it back.
  ///
  /// Inside another transaction of this client the body joins it; a joined body that throws dooms the outer one, whose commit then
  /// fails with `.transactionAborted`, even if the error was caught between. A connection lost during COMMIT is `.unavailable`: the
  /// outcome is then unknown. Statements of concurrent child tasks run one after another.
  @discardableResult
  public func perform<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    if let outer = AmbientTransaction.current(of: self) {
      do { return try await body() } catch {
        outer.doom()
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
      let result = try await transaction.ambient(body)
      try Task.checkCancellation()
      try await transaction.commit()
      pool.giveBack(connection)
      return result
    } catch {
      await transaction.rollback()
      pool.giveBack(connection)
      throw error
    }
  }

  /// Whether the current task is inside a transaction of this client.
  public var isInTransaction: Bool { AmbientTransaction.current(of: self) != nil }

  /// Opens a connection of its own for the body and closes it afterwards, for LISTEN, advisory locks and scripts. Works without
  /// `run()`. Statements of a session have no time limit. At most eight sessions may be open, one more is `.unavailable`.
  @discardableResult
  public func withSession<Result: Sendable>(_ body: @Sendable (PostgresSession) async throws -> Result) async throws -> Result {
    try await sessions.withSession(body)
  }

  /// The pool of the loop that the caller is on, or any.
  private var pool: PostgresPool {
    if let index = EventLoop.current?.index, index >= 0 { return pools[index % pools.count] }
    return pools.randomElement() ?? pools[0]
  }
}
