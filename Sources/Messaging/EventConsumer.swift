import Concurrency
import Logging
import Observability
import Postgres
import RabbitMQ
import ServiceLifecycle
import SharedKernel

/// Applies the events of one queue, one after another, each exactly once in its effects.
///
/// The event's id is inserted into the inbox in the handler's transaction, and the broker gets its acknowledgement after the commit. After
/// a crash at any point the event is delivered again, and its id is found. A handler that fails is retried with exponential backoff,
/// `attempts` times in all; then the event goes to `{queue}.dead`. While the database is unavailable or does not answer in time, retries do not count.
public struct EventConsumer<Payload: EventPayload>: Service {
  /// Applies an event inside a transaction of the database. `MessagingError.rejected` dead-letters the event without a retry.
  public typealias Handler = @Sendable (EventEnvelope<Payload>) async throws -> Void

  private let queue: String
  private let database: PostgresClient
  private let rabbitmq: RabbitMQClient
  private let logger: Logger
  private let topology: EventTopology
  private let attempts: Int
  private let firstPause: Duration
  private let metrics: ConsumerMetrics?
  private let handler: Handler

  /// A consumer of `queue`, which is declared if it does not exist, and bound to the event names of the payload.
  public init(
    queue: String, database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger, metrics: MessagingMetrics? = nil,
    handler: @escaping Handler
  ) {
    self.init(
      queue: queue, database: database, rabbitmq: rabbitmq, logger: logger, topology: EventTopology(subscribers: []), metrics: metrics,
      handler: handler)
  }

  init(
    queue: String, database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger, topology: EventTopology, attempts: Int = 5,
    firstPause: Duration = .milliseconds(200), metrics: MessagingMetrics? = nil, handler: @escaping Handler
  ) {
    self.metrics = metrics?.consumer(of: queue)
    self.queue = queue
    self.database = database
    self.rabbitmq = rabbitmq
    self.logger = logger
    self.topology = topology
    self.attempts = max(1, attempts)
    self.firstPause = firstPause
    self.handler = handler
  }

  /// Consumes until the task is cancelled or the service group stops. An event that is being applied is finished first.
  public func run() async throws {
    rabbitmq.declare(topology.forConsuming(EventSubscription(queue: queue, eventNames: Payload.eventNames)))
    try await rabbitmq.consume(queue: queue) { await apply($0) }
  }

  private func apply(_ delivery: RabbitMQDelivery) async -> RabbitMQAcknowledgement {
    let event: EventEnvelope<Payload>
    do { event = try EventEnvelope(body: delivery.body) } catch {
      logger.error("dead-lettered", metadata: ["queue": "\(queue)", "messageId": "\(delivery.messageID ?? "")", "error": "\(error)"])
      metrics?.deadLettered.increment(by: 1)
      return .deadLetter
    }
    let trace = RequestTrace(requestID: event.id.description, trace: .continuing(event.traceparent))
    return await RequestTrace.$current.withValue(trace) { await apply(event) }
  }

  private func apply(_ event: EventEnvelope<Payload>) async -> RabbitMQAcknowledgement {
    var backoff = Backoff(initial: firstPause, maximum: .seconds(10))
    var failures = 0
    while true {
      do {
        try await applyOnce(event)
        metrics?.applied.increment(by: 1)
        return .acknowledge
      } catch {
        if Task.isCancelled || error is CancellationError { return .requeue }
        let metadata: Logger.Metadata = [
          "queue": "\(queue)", "event": "\(event.id)", "type": "\(event.name)", "error": "\(error)",
        ]
        if !Self.isOutage(error) { failures += 1 }
        if Self.isFinal(error) || failures >= attempts {
          logger.error("dead-lettered", metadata: metadata)
          metrics?.deadLettered.increment(by: 1)
          return .deadLetter
        }
        logger.warning("event is retried", metadata: metadata)
        metrics?.retries.increment(by: 1)
        // A service that is stopping must not wait for an unavailable database.
        if Task.isShuttingDownGracefully { return .requeue }
        do { try await Task.sleep(for: backoff.next()) } catch { return .requeue }
      }
    }
  }

  private func applyOnce(_ event: EventEnvelope<Payload>) async throws {
    try await database.perform {
      let isNew = try await database.execute(Inbox.insert(event.id, consumer: queue))
      if isNew == 1 { try await handler(event) }
    }
  }

  /// A server that is gone, or that does not answer in time. The event is not the cause, and is applied once the server answers.
  private static func isOutage(_ error: any Error) -> Bool {
    let code = (error as? PostgresError)?.code
    return code == .unavailable || code == .timeout
  }

  private static func isFinal(_ error: any Error) -> Bool {
    if case .rejected = error as? MessagingError { true } else { false }
  }
}

/// The table `inbox` in the service's own database: the events that each consumer has applied.
enum Inbox {
  /// Inserts a row unless the consumer has applied the event before.
  static func insert(_ event: EntityID, consumer: String) -> SQL {
    "INSERT INTO inbox (consumer, event_id) VALUES (\(consumer), \(event)) ON CONFLICT DO NOTHING"
  }
}
