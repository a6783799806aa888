import Logging
import ServiceLifecycle
import Synchronization

/// A client with one connection for publishing and, once there is a consumer, another for consuming. A broker that blocks publishers then
/// does not block acknowledgements. Each connection has its own thread. Both live inside `run()`, reconnect after a loss, and then declare
/// the topology and resume the consumers.
public final class RabbitMQClient: Service, Sendable {
  private let publisher: ConnectionThread
  private let consumer: ConnectionThread
  private let nextSubscription = Atomic<UInt64>(0)
  private let consumers = Atomic<Int>(0)

  /// A client that connects when `run()` is called. Throws only when the process has no free descriptor.
  public init(configuration: RabbitMQConfiguration, logger: Logger) throws(RabbitMQError) {
    var forConsuming = configuration
    forConsuming.connectionName += " (consumer)"
    publisher = try ConnectionThread(configuration, isEager: true, logger: logger)
    consumer = try ConnectionThread(forConsuming, isEager: false, logger: logger)
  }

  /// Keeps the connections open until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown { [publisher, consumer] in
      await withTaskCancellationHandler {
        async let consuming: Void = consumer.run()
        await publisher.run()
        await consuming
      } onCancel: {
        consumer.stop()
        publisher.stop()
      }
    }
  }

  /// Whether all connections that are needed are open.
  public var isConnected: Bool { publisher.gate.isOpen && (consumers.load(ordering: .relaxed) == 0 || consumer.gate.isOpen) }

  /// Returns when publishing is possible.
  public func waitUntilConnected() async throws(RabbitMQError) { try await publisher.gate.waitUntilOpen() }

  /// Adds to the topology that is declared now and at every connect, before later messages and consumers.
  public func declare(_ topology: RabbitMQTopology) {
    _ = publisher.mailbox.post(.declare(topology))
    _ = consumer.mailbox.post(.declare(topology))
  }

  /// Publishes in order and returns when the broker has confirmed all messages. Fails immediately without a connection. Cancellation does
  /// not end a call that has begun: the confirms, a lost connection or `confirmTimeout` do.
  public func publish(_ messages: [RabbitMQMessage]) async throws(RabbitMQError) {
    guard !messages.isEmpty else { return }
    guard publisher.gate.isOpen else { throw RabbitMQError(.notConnected) }
    let batch = PublishBatch(messages: messages)
    guard publisher.mailbox.post(.publish(batch)) else { throw RabbitMQError(.stopped) }
    try await batch.outcome.value().get()
  }

  /// Passes each message of a queue to the handler, one after another, and sends its result to the broker. Continues after reconnects.
  /// Returns when the client stops, the service group shuts down (after the current message) or the task is cancelled.
  public func consume(
    queue: String, prefetch: Int = 32, handler: @escaping @Sendable (RabbitMQDelivery) async -> RabbitMQAcknowledgement
  ) async throws {
    let id = nextSubscription.wrappingAdd(1, ordering: .relaxed).newValue
    let (deliveries, continuation) = AsyncStream.makeStream(of: RabbitMQDelivery.self)
    let subscription = Subscription(
      id: id, queue: queue, prefetch: UInt16(clamping: max(1, prefetch)), deliveries: continuation)
    guard consumer.mailbox.post(.subscribe(subscription)) else { throw RabbitMQError(.stopped) }
    consumers.wrappingAdd(1, ordering: .relaxed)
    defer {
      consumers.wrappingSubtract(1, ordering: .relaxed)
      _ = consumer.mailbox.post(.unsubscribe(id))
    }
    await withGracefulShutdownHandler {
      for await delivery in deliveries {
        if Task.isShuttingDownGracefully || Task.isCancelled { break }
        let acknowledgement = await handler(delivery)
        _ = consumer.mailbox.post(.settle(delivery.receipt, acknowledgement))
      }
    } onGracefulShutdown: {
      continuation.finish()
    }
  }
}
