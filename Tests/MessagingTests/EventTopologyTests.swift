import TestSupport
import Testing

@testable import Messaging
@testable import OrderService
@testable import PaymentService
@testable import UserService

@Suite struct EventTopologyTests {
  /// What each service publishes to, and what it consumes outside of development.
  static let subscribers = OrderQueues.subscribers + PaymentQueues.subscribers + UserQueues.subscribers
  static let consumers = [
    EventSubscription(queue: OrderQueues.payments, eventNames: PaymentEventPayload.eventNames),
    EventSubscription(queue: OrderQueues.users, eventNames: UserDeletedPayload.eventNames),
    EventSubscription(queue: PaymentQueues.orders, eventNames: OrderEventPayload.eventNames),
    EventSubscription(queue: UserQueues.audit, eventNames: AuditedPayload.eventNames),
  ]

  @Test func publishersDeclareWhatConsumersDeclare() {
    let published = Set(Self.subscribers.flatMap { subscriber in subscriber.eventNames.map { [subscriber.queue, $0] } })
    let consumed = Set(Self.consumers.flatMap { consumer in consumer.eventNames.map { [consumer.queue, $0] } })
    #expect(published == consumed)
  }

  @Test(arguments: consumers)
  func publishersDeclareTheQueueOfTheConsumer(consumer: EventSubscription) {
    let topology = EventTopology(subscribers: Self.subscribers)
    let published = topology.forPublishing
    let consumed = topology.forConsuming(consumer)
    #expect(consumed.exchanges.allSatisfy(published.exchanges.contains))
    #expect(consumed.queues.allSatisfy(published.queues.contains))
    #expect(consumed.bindings.allSatisfy(published.bindings.contains))
  }

  @Test(.needsPostgres, .needsRabbitMQ, .timeLimit(.minutes(1)))
  func anEventIsKeptForAConsumerThatHasNeverRun() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      try await bench.append([NumberEvent(7)])
      try await eventually("it is published") { try await bench.unpublished() == 0 }
      async let _: Void = bench.recordingConsumer.run()
      try await eventually("it arrives") { bench.consumed.numbers == [7] }
    }
  }
}
