import Logging
import Concurrency
import Postgres
import RabbitMQ
import ServiceLifecycle

/// Publishes what stands in the outbox, in order per aggregate, and marks it after the broker's confirm.
///
/// An advisory lock on its session makes it the only one of all replicas; the others try to follow every second. It wakes by NOTIFY
/// and at least once a second. Whatever fails is tried again for ever: an event may be published twice, and is never lost.
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

  /// A relay from the service's database to the broker.
  public init(
    database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger, topology: EventTopology = .domainEvents
  ) {
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
        logger.warning("events wait for the broker", metadata: ["error": "\(error)", "detail": "\(error.detail ?? "")"])
        try await Task.sleep(for: backoff.next())
        if error.code != .timedOut { try await rabbitmq.waitUntilConnected() }
      }
    }
  }

  private func lock(_ session: PostgresSession) async throws(PostgresError) -> Bool {
    let rows = try await session.query("SELECT pg_try_advisory_lock(\(Self.lockKey)) AS locked")
    return try rows.first?.get("locked") ?? false
  }

  /// Publishes one batch and marks it. False: nothing was left to publish.
  private func publishBatch(_ session: PostgresSession) async throws -> Bool {
    let rows = try await session.query(Self.selectUnpublished(limit: Self.batchSize))
    if rows.isEmpty { return false }
    let records = OutboxRecord.firstOfEachAggregate(try rows.map { row throws(PostgresError) in try OutboxRecord(row) })
    do {
      try await rabbitmq.publish(records.map { $0.message(exchange: topology.exchange) })
    } catch {
      guard case .undelivered(let unroutable, let refused) = error.code else { throw error }
      let failed = Set(unroutable + refused)
      try await mark(records.filter { !failed.contains($0.eventID.description) }, session)
      throw error
    }
    try await mark(records, session)
    return true
  }

  private func mark(_ records: [OutboxRecord], _ session: PostgresSession) async throws(PostgresError) {
    guard !records.isEmpty else { return }
    try await session.execute(Self.markPublished(records.map(\.sequence)))
  }
}
