import Concurrency
import Sockets

/// A message from NOTIFY.
public struct PostgresNotification: Sendable, Equatable {
  public let channel: String
  /// Empty when the sender gave none.
  public let payload: String
}

/// A connection for the body of `PostgresClient.withSession`. One call at a time.
public final class PostgresSession: Sendable {
  let connection: PostgresConnection
  private let inbox: NotificationInbox

  init(connection: PostgresConnection, inbox: NotificationInbox) {
    self.connection = connection
    self.inbox = inbox
  }

  /// Runs one statement and returns its rows.
  public func query(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
    if Task.isCancelled { throw PostgresError(.cancelled) }
    return try await connection.run(PostgresStatement(sql: sql, timeLimit: nil))
  }

  /// Runs one statement and returns the number of affected rows.
  @discardableResult
  public func execute(_ sql: SQL) async throws(PostgresError) -> Int {
    try await query(sql).affected
  }

  /// Runs a text of many statements, such as a migration file, by the simple query protocol. Unless the text has or is inside a transaction, it is
  /// one transaction. Throws the first error.
  public func runScript(_ text: String) async throws(PostgresError) {
    if Task.isCancelled { throw PostgresError(.cancelled) }
    try await connection.runScript(text)
  }

  /// The next notification of the channels that the session listens to; nil when none arrives in time.
  public func notification(within timeout: Duration) async throws(PostgresError) -> PostgresNotification? {
    let waiter = inbox.nextNotification()
    let timer = connection.loop.schedule(after: timeout) { [inbox] in inbox.cancel(waiter, .success(nil)) }
    defer { timer.cancel() }
    let outcome = await waiter.value { [inbox] in inbox.cancel(waiter, .failure(PostgresError(.cancelled))) }
    return try outcome.get()
  }

  /// Removes and returns the notifications that have arrived.
  public func takeNotifications() -> [PostgresNotification] { inbox.removeAll() }
}
