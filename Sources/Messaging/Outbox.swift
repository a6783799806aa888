import Observability
import Postgres
import SharedKernel

/// The table `outbox` in the service's own database. Events are written in the transaction of the change that they report.
public struct Outbox: EventOutbox {
  private let database: PostgresClient
  private let source: String

  /// An outbox of the service named `source`.
  public init(database: PostgresClient, source: String) {
    self.database = database
    self.source = source
  }

  /// Inserts the event when the transaction commits. Throws ``MessagingError/notInTransaction`` outside `database.perform`.
  public func append(_ event: some DomainEvent) async throws {
    guard database.isInTransaction else { throw MessagingError.notInTransaction }
    let traceparent = RequestTrace.current?.traceparent
    try await database.executeAtCommit(
      """
      INSERT INTO outbox (event_id, event_type, source, aggregate_id, user_id, occurred_at, traceparent, data)
      VALUES (\(EntityID.make()), \(event.eventName), \(source), \(event.aggregateID), \(event.userID), \(event.occurredAt),
        \(traceparent), \(event.data))
      """)
  }
}
