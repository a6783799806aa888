import Concurrency
import Logging
import Postgres
import RabbitMQ
import ServiceLifecycle
import SharedKernel

/// Publishes the rows of the outbox, in order per aggregate, and marks them after the broker's confirm.
///
/// An advisory lock on its session makes it the only active relay of all replicas; the others try to get the lock every second. It wakes
/// by NOTIFY, and at least once a second. Whatever fails is retried without limit: an event may be published twice, and is never lost.
public struct OutboxRelay: Service {
  /// "outbox", read as a number; advisory locks belong to one database.
  private static let lockKey: Int64 = 0x6f75_7462_6f78
  private static let batchSize = 200

  static func selectUnpublished(limit: Int) -> SQL {
    """
    SELECT id, event_id, event_type, source, aggregate_id, user_id, occurred_at, traceparent, data
    FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT \(limit)
    """
  }

  static func markPublished(_ sequences: [Int64]) -> SQL { "UPDATE outbox SET published_at = now() WHERE id = ANY(\(sequences))" }

  private let database: PostgresClient
  private let rabbitmq: RabbitMQClient
  private let topology: EventTopology
  private let logger: Logger
  private let metrics: MessagingMetrics?

  /// A relay from the service's database to the broker.
  public init(
    database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger, subscribers: [EventSubscription], metrics: MessagingMetrics? = nil
  ) {
    self.init(
      database: database, rabbitmq: rabbitmq, logger: logger, topology: EventTopology(subscribers: subscribers), metrics: metrics)
  }

  init(
    database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger, topology: EventTopology, metrics: MessagingMetrics? = nil
  ) {
    self.metrics = metrics
    self.database = database
    self.rabbitmq = rabbitmq
    self.topology = topology
    self.logger = logger
  }

  /// Relays until the task is cancelled or the service group stops.
  public func run() async throws {
    rabbitmq.declare(topology.forPublishing)
    await cancelWhenGracefulShutdown {
      var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(2))
      while !Task.isCancelled {
        do {
          try await database.withSession { try await relay(on: $0) }
          backoff.reset()
        } catch {
          if Task.isCancelled { return }
          logger.warning("outbox relay interrupted", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: backoff.next())
        }
      }
    }
  }

  private func relay(on session: PostgresSession) async throws {
    while try await !lock(session) {
      try await Task.sleep(for: .seconds(1))
    }
    try await session.execute("LISTEN outbox")
    var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(2))
    while !Task.isCancelled {
      do {
        while try await publishBatch(session) {}
        backoff.reset()
        _ = try await session.notification(within: .seconds(1))
        _ = session.takeNotifications()
      } catch let error as RabbitMQError where error.code != .stopped && error.code != .cancelled {
        logger.warning("events are waiting for the broker", metadata: ["error": "\(error)", "detail": "\(error.detail ?? "")"])
        try await Task.sleep(for: backoff.next())
        if error.code != .timedOut { try await rabbitmq.waitUntilConnected() }
      }
    }
  }

  private func lock(_ session: PostgresSession) async throws(PostgresError) -> Bool {
    let rows = try await session.query("SELECT pg_try_advisory_lock(\(Self.lockKey)) AS locked")
    return try rows.first?.get("locked") ?? false
  }

  /// Publishes one batch and marks it. Returns false when there was nothing to publish.
  private func publishBatch(_ session: PostgresSession) async throws -> Bool {
    let rows = try await session.query(Self.selectUnpublished(limit: Self.batchSize))
    if rows.isEmpty { return false }
    let events = Self.firstOfEachAggregate(try rows.map { row throws(PostgresError) in try EventEnvelope(row) })
    do {
      try await rabbitmq.publish(events.map(message))
    } catch {
      guard case .undelivered(let unroutable, let refused) = error.code else { throw error }
      let failed = Set(unroutable + refused)
      try await mark(events.filter { !failed.contains($0.id.description) }, session)
      throw error
    }
    try await mark(events, session)
    return true
  }

  private func mark(_ events: [EventEnvelope<[UInt8]>], _ session: PostgresSession) async throws(PostgresError) {
    guard !events.isEmpty else { return }
    try await session.execute(Self.markPublished(events.map(\.sequence)))
    metrics?.published(events.count)
  }

  private func message(_ event: EventEnvelope<[UInt8]>) -> RabbitMQMessage {
    RabbitMQMessage(
      exchange: topology.exchange, routingKey: event.name, id: event.id.description,
      headers: event.traceparent.map { ["traceparent": $0] } ?? [:], body: event.encoded())
  }

  /// The first event of each aggregate. Only these are published at once, so that a refused event is never overtaken by a later one of
  /// its aggregate.
  private static func firstOfEachAggregate(_ events: [EventEnvelope<[UInt8]>]) -> [EventEnvelope<[UInt8]>] {
    var seen: Set<EntityID> = []
    return events.filter { seen.insert($0.aggregateID).inserted }
  }
}

extension EventEnvelope where Payload == [UInt8] {
  /// A row of the outbox.
  fileprivate init(_ row: PostgresRow) throws(PostgresError) {
    id = try row.get("event_id")
    name = try row.get("event_type")
    version = 1
    source = try row.get("source")
    occurredAt = try row.get("occurred_at")
    aggregateID = try row.get("aggregate_id")
    sequence = try row.get("id")
    userID = try row.get("user_id")
    traceparent = try row.get("traceparent")
    data = try row.get("data")
  }
}
