import TestSupport
import Testing

@testable import Messaging

@Suite struct EventSubscriptionTests {
  @Test func noQueueIsNamedTwice() {
    #expect(Set(EventSubscription.all.map(\.queue)).count == EventSubscription.all.count)
  }

  @Test(arguments: EventSubscription.all)
  func publishersDeclareWhatTheConsumerDeclares(subscription: EventSubscription) {
    let published = EventTopology.domainEvents.forPublishing
    let consumed = EventTopology.domainEvents.forConsuming(queue: subscription.queue, eventTypes: subscription.eventTypes)
    #expect(consumed.exchanges.allSatisfy(published.exchanges.contains))
    #expect(consumed.queues.allSatisfy(published.queues.contains))
    #expect(consumed.bindings.allSatisfy(published.bindings.contains))
  }

  @Test(.needsPostgres, .needsRabbitMQ, .timeLimit(.minutes(1)))
  func anEventWaitsForAConsumerThatHasNeverRun() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      try await bench.append([bench.event(7)])
      try await eventually("it is published") { try await bench.unpublished() == 0 }
      async let _: Void = bench.rememberingConsumer.run()
      try await eventually("it comes") { bench.consumed.numbers == [7] }
    }
  }
}
