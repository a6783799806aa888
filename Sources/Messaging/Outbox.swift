import Observability
import Postgres
import SharedKernel

/// The table `outbox` in the service's own database: events are written in the transaction that makes them true.
public struct Outbox: EventOutbox {
  private let database: PostgresClient
  private let source: String

  /// An outbox of the service named `source`.
  public init(database: PostgresClient, source: String) {
    self.database = database
    self.source = source
  }

  /// Appends events in their order, when the transaction commits. Throws ``MessagingError/notInTransaction`` outside `database.perform`.
  public func append(_ events: [DomainEvent]) async throws {
    guard database.isInTransaction else { throw MessagingError.notInTransaction }
    let traceparent = RequestTrace.current?.traceparent
    for event in events {
      try await database.executeAtCommit(
        """
        INSERT INTO outbox (event_id, event_type, source, aggregate_id, user_id, occurred_at, traceparent, data)
        VALUES (\(event.id), \(event.type.rawValue), \(source), \(event.aggregateID), \(event.userID), \(event.occurredAt),
          \(traceparent), \(event.data))
        """)
    }
  }
}
