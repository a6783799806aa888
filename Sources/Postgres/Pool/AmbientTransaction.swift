import Synchronization

/// An open transaction on an exclusive connection. The statements of its body find it through a task-local value.
final class AmbientTransaction: Sendable {
  @TaskLocal private static var innermost: AmbientTransaction?

  private let client: PostgresClient
  private let outer: AmbientTransaction?
  private let connection: PostgresConnection
  private let timeLimit: Duration
  private let number: UInt64
  private let isAborted = Mutex(false)
  private let atCommit = Mutex<[SQL]>([])

  init(client: PostgresClient, number: UInt64, connection: PostgresConnection, timeLimit: Duration) {
    self.client = client
    self.number = number
    self.connection = connection
    self.timeLimit = timeLimit
    outer = Self.innermost
  }

  /// The transaction of this client around the current task. Transactions of other clients may be nested inside it.
  static func current(of client: PostgresClient) -> AmbientTransaction? {
    var candidate = innermost
    while let transaction = candidate, transaction.client !== client { candidate = transaction.outer }
    return candidate
  }

  /// Runs the body inside this transaction.
  func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
    try await Self.$innermost.withValue(self, operation: body)
  }

  /// Makes the commit fail, since a joined body has thrown.
  func abort() { isAborted.withLock { $0 = true } }

  /// Runs one statement. BEGIN is sent with the first one, in one round trip.
  func run(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    if Task.isCancelled { throw PostgresError(.cancelled) }
    return try await connection.run(
      PostgresStatement(sql: sql, timeLimit: timeLimit, transaction: .inside(number)))
  }

  /// Defers a statement until the commit, which it precedes in the same round trip.
  func runAtCommit(_ sql: SQL) { atCommit.withLock { $0.append(sql) } }

  /// Commits. Postgres answers ROLLBACK to the COMMIT of a transaction in which a statement failed.
  func commit() async throws(PostgresError) {
    if isAborted.withLock({ $0 }) { throw PostgresError(.transactionAborted) }
    let rows = try await connection.run(
      PostgresStatement(
        sql: "COMMIT", preceding: atCommit.withLock { $0 }, timeLimit: timeLimit, transaction: .end(number)))
    guard rows.result.commandTag != "ROLLBACK" else { throw PostgresError(.transactionAborted) }
  }

  /// Rolls back, unless the transaction has ended. If that fails, the connection is closed, which also rolls back.
  func rollback() async {
    do {
      _ = try await connection.run(PostgresStatement(sql: "ROLLBACK", timeLimit: timeLimit, transaction: .end(number)))
    } catch {
      if error.code != .transactionEnded { connection.close() }
    }
  }
}
