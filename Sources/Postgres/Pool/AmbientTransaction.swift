import Synchronization

/// A transaction under way on an exclusive connection, found by the statements of its body through a task-local value.
final class AmbientTransaction: Sendable {
  @TaskLocal private static var innermost: AmbientTransaction?

  private let client: PostgresClient
  private let outer: AmbientTransaction?
  private let connection: PostgresConnection
  private let timeLimit: Duration
  private let number: UInt64
  private let isDoomed = Mutex(false)
  private let atCommit = Mutex<[SQL]>([])

  init(client: PostgresClient, number: UInt64, connection: PostgresConnection, timeLimit: Duration) {
    self.client = client
    self.number = number
    self.connection = connection
    self.timeLimit = timeLimit
    outer = Self.innermost
  }

  /// The transaction of this client around the current task; another client's transactions may lie in between.
  static func current(of client: PostgresClient) -> AmbientTransaction? {
    var candidate = innermost
    while let transaction = candidate, transaction.client !== client { candidate = transaction.outer }
    return candidate
  }

  /// Runs the body with this transaction around it.
  func ambient<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    try await Self.$innermost.withValue(self, operation: body)
  }

  /// A joined part failed: nothing may be committed any more.
  func doom() { isDoomed.withLock { $0 = true } }

  /// Runs one statement, with BEGIN in front of the first one, in one round trip.
  func run(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    if Task.isCancelled { throw PostgresError(.cancelled) }
    return try await connection.run(
      PostgresStatement(sql: sql, timeLimit: timeLimit, transaction: .inside(number)))
  }

  /// Keeps a statement for the commit, which it will precede in the same round trip.
  func runAtCommit(_ sql: SQL) { atCommit.withLock { $0.append(sql) } }

  /// Commits what there is. Postgres answers ROLLBACK to the COMMIT of a transaction in which a statement failed.
  func commit() async throws(PostgresError) {
    if isDoomed.withLock({ $0 }) { throw PostgresError(.transactionAborted) }
    let rows = try await connection.run(
      PostgresStatement(
        sql: "COMMIT", preceding: atCommit.withLock { $0 }, timeLimit: timeLimit, transaction: .end(number)))
    guard rows.result.commandTag != "ROLLBACK" else { throw PostgresError(.transactionAborted) }
  }

  /// Rolls back, unless it is over already. A connection that cannot even do that is closed, which rolls back too.
  func rollback() async {
    do {
      _ = try await connection.run(PostgresStatement(sql: "ROLLBACK", timeLimit: timeLimit, transaction: .end(number)))
    } catch {
      if error.code != .transactionEnded { connection.close() }
    }
  }
}
