import Logging
import Observability
import Concurrency
import Postgres
import RabbitMQ
import ServiceLifecycle
import SharedKernel

/// Applies the events of one queue, one after another, each exactly once in its effects.
///
/// The event's id goes into the inbox in the handler's transaction, and the broker is told after the commit: a crash at any point
/// leads to a repetition that finds the id. A handler that fails is tried again with growing pauses, `attempts` times in all, then
/// the event goes to `{queue}.dead`; while the database is away it is tried for as long as that takes.
public struct EventConsumer: Service {
  /// What a handler does; it runs inside a transaction of the database. `MessagingError.rejected` dead-letters at once.
  public typealias Handler = @Sendable (IncomingEvent) async throws -> Void

  /// Inserts a row when the event is new to the consumer.
  static func receive(_ event: EntityID, by consumer: String) -> SQL {
    "INSERT INTO inbox (consumer, event_id) VALUES (\(consumer), \(event)) ON CONFLICT DO NOTHING"
  }

  private let queue: String
  private let eventTypes: [EventType]
  private let database: PostgresClient
  private let rabbitmq: RabbitMQClient
  private let logger: Logger
  private let topology: EventTopology
  private let attempts: Int
  private let firstPause: Duration
  private let handler: Handler

  /// A consumer of `queue`, which is made if need be and bound to the event types.
  public init(
    queue: String, eventTypes: [EventType], database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger,
    topology: EventTopology = .domainEvents, attempts: Int = 5, firstPause: Duration = .milliseconds(200), handler: @escaping Handler
  ) {
    self.queue = queue
    self.eventTypes = eventTypes
    self.database = database
    self.rabbitmq = rabbitmq
    self.logger = logger
    self.topology = topology
    self.attempts = max(1, attempts)
    self.firstPause = firstPause
    self.handler = handler
  }

  /// A consumer of one of the system's known queues.
  public init(
    _ subscription: EventSubscription, database: PostgresClient, rabbitmq: RabbitMQClient, logger: Logger, handler: @escaping Handler
  ) {
    self.init(
      queue: subscription.queue, eventTypes: subscription.eventTypes, database: database, rabbitmq: rabbitmq, logger: logger,
      handler: handler)
  }

  /// Consumes until the task is cancelled or the service group stops (after the event in hand).
  public func run() async throws {
    rabbitmq.declare(topology.forConsuming(queue: queue, eventTypes: eventTypes))
    try await rabbitmq.consume(queue: queue) { await apply($0) }
  }

  private func apply(_ delivery: RabbitMQDelivery) async -> RabbitMQAcknowledgement {
    let event: IncomingEvent
    do { event = try IncomingEvent(body: delivery.body) } catch {
      logger.error("dead-lettered", metadata: ["queue": "\(queue)", "messageId": "\(delivery.messageID ?? "")", "error": "\(error)"])
      return .deadLetter
    }
    let trace = RequestTrace(requestID: event.id.description, trace: .continuing(event.traceparent))
    return await RequestTrace.$current.withValue(trace) { await apply(event) }
  }

  private func apply(_ event: IncomingEvent) async -> RabbitMQAcknowledgement {
    var backoff = Backoff(initial: firstPause, maximum: .seconds(10))
    var failures = 0
    while true {
      do {
        try await applyOnce(event)
        return .acknowledge
      } catch {
        if Task.isCancelled || error is CancellationError { return .requeue }
        let metadata: Logger.Metadata = [
          "queue": "\(queue)", "event": "\(event.id)", "type": "\(event.type)", "error": "\(error)",
        ]
        if !Self.isOutage(error) { failures += 1 }
        if Self.isFinal(error) || failures >= attempts {
          logger.error("dead-lettered", metadata: metadata)
          return .deadLetter
        }
        logger.warning("event will be tried again", metadata: metadata)
        // A service that stops must not wait for a database that is away.
        if Task.isShuttingDownGracefully { return .requeue }
        do { try await Task.sleep(for: backoff.next()) } catch { return .requeue }
      }
    }
  }

  private func applyOnce(_ event: IncomingEvent) async throws {
    try await database.perform {
      let isNew = try await database.execute(Self.receive(event.id, by: queue))
      if isNew == 1 { try await handler(event) }
    }
  }

  private static func isOutage(_ error: any Error) -> Bool { (error as? PostgresError)?.code == .unavailable }

  private static func isFinal(_ error: any Error) -> Bool {
    if case .rejected = error as? MessagingError { true } else { false }
  }
}
