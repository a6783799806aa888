import Foundation
import JSON
import Logging
import Postgres
import RabbitMQ
import SharedKernel
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import Messaging

/// An event of the tests.
struct NumberEvent: DomainEvent {
  let number: Int
  var eventName = "order.created"
  var aggregateID = EntityID.make()
  var userID: EntityID?
  let occurredAt = Timestamp.now

  init(_ number: Int) { self.number = number }

  func writeData(to data: inout JSONWriter) { data.member("number", number) }
}

/// The test's event, as consumers read it.
struct NumberPayload: EventPayload {
  static let eventNames = ["order.created"]
  let number: Int

  init(eventName: String, data: JSONView) throws(MessagingError) {
    guard let number = data["number"]?.int else { throw .rejected("number") }
    self.number = Int(number)
  }
}

/// A database with outbox and inbox, a broker behind a proxy, and its own exchanges.
struct EventBench: Sendable {
  let database: PostgresClient
  let rabbitmq: RabbitMQClient
  let proxy: TCPProxy
  let topology: EventTopology = {
    let exchange = "test.\(UInt64.random(in: 0 ... .max))"
    return EventTopology(
      exchange: exchange, subscribers: [EventSubscription(queue: exchange + ".queue", eventNames: NumberPayload.eventNames)])
  }()
  let logger: Logger
  let consumed = Consumed()
  var queue: String { topology.exchange + ".queue" }
  var outbox: Outbox { Outbox(database: database, source: "test-service") }
  var relay: OutboxRelay { OutboxRelay(database: database, rabbitmq: rabbitmq, logger: logger, topology: topology) }

  func consumer(attempts: Int = 3, handler: @escaping EventConsumer<NumberPayload>.Handler) -> EventConsumer<NumberPayload> {
    EventConsumer(
      queue: queue, database: database, rabbitmq: rabbitmq, logger: logger, topology: topology,
      attempts: attempts, firstPause: .milliseconds(5), handler: handler)
  }

  /// A consumer that only records its events.
  var recordingConsumer: EventConsumer<NumberPayload> { consumer { event in consumed.add(event) } }

  func append(_ events: [NumberEvent]) async throws {
    try await database.perform { for event in events { try await outbox.append(event) } }
  }

  func unpublished() async throws -> Int {
    try await database.query("SELECT count(*) AS n FROM outbox WHERE published_at IS NULL")[0].get("n")
  }

  /// Removes one of the `queues` or `exchanges` with the management API of the broker.
  func remove(_ kind: String, _ name: String) async throws {
    let management = try #require(TestStack.rabbitMQManagementURL)
    _ = try await Command.output("curl", ["-fsS", "-o", "/dev/null", "-X", "DELETE", "\(management)/api/\(kind)/%2f/\(name)"])
  }

  /// Consumes one message of a queue.
  func take(from queue: String) async throws -> RabbitMQDelivery? {
    let taken = Box()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await rabbitmq.consume(queue: queue, prefetch: 1) { delivery in
          taken.set(delivery)
          return .acknowledge
        }
      }
      defer { group.cancelAll() }
      try await eventually("a message is in the queue") { taken.value != nil }
    }
    return taken.value
  }
}

/// Keeps the first value.
final class Box: Sendable {
  private let held = Mutex<RabbitMQDelivery?>(nil)
  var value: RabbitMQDelivery? { held.withLock { $0 } }
  func set(_ value: RabbitMQDelivery) { held.withLock { if $0 == nil { $0 = value } } }
}

/// The events that a handler received, in order.
final class Consumed: Sendable {
  private let events = Mutex<[EventEnvelope<NumberPayload>]>([])
  func add(_ event: EventEnvelope<NumberPayload>) { events.withLock { $0.append(event) } }
  var all: [EventEnvelope<NumberPayload>] { events.withLock { $0 } }
  var numbers: [Int] { all.map(\.data.number) }
  var count: Int { events.withLock { $0.count } }
}

func withEventBench(_ body: @escaping @Sendable (EventBench) async throws -> Void) async throws {
  let brokerURL = try #require(TestStack.rabbitMQURL)
  let group = try EventLoopGroup(count: 2)
  defer { group.shutdown() }
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  try await TestDatabase.with { [logger] url in
    let database = PostgresClient(try #require(PostgresConfiguration(url: url, poolSize: 4)), group: group, logger: logger)
    try await database.withSession { try await $0.runScript(eventTables + "CREATE TABLE effects (number int)") }
    let port = try #require(URL(string: brokerURL)?.port)
    let proxy = try TCPProxy(to: port)
    defer { proxy.close() }
    let configuration = try #require(RabbitMQConfiguration(url: brokerURL.replacing(":\(port)/", with: ":\(proxy.port)/")))
    let rabbitmq = try RabbitMQClient(configuration: configuration, logger: logger)
    let bench = EventBench(database: database, rabbitmq: rabbitmq, proxy: proxy, logger: logger)
    // The publisher declares the queue of the consumer, so that it exists before the first event.
    rabbitmq.declare(bench.topology.forPublishing)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await database.run() }
      tasks.addTask { try await rabbitmq.run() }
      defer { tasks.cancelAll() }
      try await rabbitmq.waitUntilConnected()
      try await body(bench)
    }
    await removeTopology(of: bench)
  }
}

/// Removes the durable queues and exchanges with the management API.
private func removeTopology(of bench: EventBench) async {
  let names = [
    ("queues", bench.queue), ("queues", bench.queue + ".dead"), ("queues", bench.topology.recentQueue),
    ("exchanges", bench.topology.exchange), ("exchanges", bench.topology.deadLetterExchange),
  ]
  for (kind, name) in names {
    try? await bench.remove(kind, name)
  }
}

/// The tables as in the migrations of the services.
private let eventTables = """
  CREATE TABLE outbox (
    id bigserial PRIMARY KEY, event_id uuid NOT NULL UNIQUE, event_type text NOT NULL, source text NOT NULL,
    aggregate_id uuid NOT NULL, user_id uuid, occurred_at timestamptz NOT NULL, traceparent text, data json NOT NULL,
    published_at timestamptz
  );
  CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
  CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
  END
  $$;
  CREATE TRIGGER outbox_appended AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
  CREATE TABLE inbox (
    consumer text NOT NULL, event_id uuid NOT NULL, processed_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (consumer, event_id)
  );

  """
