import Concurrency
import Sockets

/// A message from NOTIFY.
public struct PostgresNotification: Sendable, Equatable {
  /// The channel.
  public let channel: String
  /// What the sender said, possibly nothing.
  public let payload: String
}

/// A connection of its own, for one body. One call at a time.
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

  /// Runs one statement and returns how many rows it touched.
  @discardableResult
  public func execute(_ sql: SQL) async throws(PostgresError) -> Int {
    try await query(sql).affected
  }

  /// Runs a text of many statements, such as a migration file, by the simple query protocol: without a transaction of its own in it
  /// or around it, all of it is one transaction. The first error is thrown.
  public func runScript(_ text: String) async throws(PostgresError) {
    if Task.isCancelled { throw PostgresError(.cancelled) }
    try await connection.runScript(text)
  }

  /// The next notification of the channels that the session has told the server to LISTEN to; nil when none comes in time.
  public func notification(within timeout: Duration) async throws(PostgresError) -> PostgresNotification? {
    let ticket = try inbox.nextNotification()
    let timer = connection.loop.schedule(after: timeout) { [inbox] in inbox.cancel(ticket, .success(nil)) }
    defer { timer.cancel() }
    let outcome = await withTaskCancellationHandler {
      await ticket.value()
    } onCancel: {
      inbox.cancel(ticket, .failure(PostgresError(.cancelled)))
    }
    return try outcome.get()
  }

  /// Takes the notifications that have already arrived.
  public func takeNotifications() -> [PostgresNotification] { inbox.receiveAll() }
}
