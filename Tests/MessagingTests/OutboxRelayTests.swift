import Observability
import Postgres
import RabbitMQ
import SharedKernel
import TestSupport
import Testing

@testable import Messaging

@Suite(.needsPostgres, .needsRabbitMQ, .timeLimit(.minutes(1)), .serialized) struct OutboxRelayTests {
  @Test func refusesEventsOutsideATransaction() async throws {
    try await withEventBench { bench in
      await #expect(throws: MessagingError.notInTransaction) { try await bench.outbox.append(NumberEvent(1)) }
    }
  }

  @Test func publishesTheEnvelopeWithItsTrace() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      var event = NumberEvent(1)
      event.userID = .make()
      let trace = RequestTrace(requestID: "r", trace: .make())
      try await RequestTrace.$current.withValue(trace) { [event] in try await bench.append([event]) }
      try await eventually("it is published") { try await bench.unpublished() == 0 }
      let delivery = try #require(try await bench.take(from: bench.topology.recentQueue))
      let id = try #require(delivery.messageID.flatMap(EntityID.init))
      #expect(delivery.routingKey == "order.created" && delivery.contentType == "application/json")
      #expect(delivery.headers["traceparent"] == trace.traceparent)
      let user = try #require(event.userID)
      let expected = """
        {"id":"\(id)","type":"order.created","version":1,"source":"test-service","occurredAt":"\(event.occurredAt)",\
        "aggregateId":"\(event.aggregateID)","sequence":1,"userId":"\(user)","traceparent":"\(trace.traceparent)","data":{"number":1}}
        """
      #expect(String(decoding: delivery.body, as: UTF8.self) == expected)
    }
  }

  @Test func publishesNothingOfARolledBackTransaction() async throws {
    struct BodyError: Error {}
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      async let _: Void = bench.recordingConsumer.run()
      await #expect(throws: BodyError.self) {
        try await bench.database.perform {
          try await bench.outbox.append(NumberEvent(1))
          throw BodyError()
        }
      }
      try await bench.append([NumberEvent(2)])
      try await eventually("the other event has arrived") { bench.consumed.count == 1 }
      #expect(bench.consumed.numbers == [2])
    }
  }

  @Test func keepsTheOrderOfEachAggregate() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.recordingConsumer.run()
      let aggregates = (0..<5).map { _ in EntityID.make() }
      try await bench.append(
        (0..<300).map { number in
          var event = NumberEvent(number)
          event.aggregateID = aggregates[number % 5]
          return event
        })
      async let _: Void = bench.relay.run()
      try await eventually("all have arrived", timeout: .seconds(30)) { bench.consumed.count == 300 }
      for aggregate in aggregates {
        let numbers = bench.consumed.all.filter { $0.aggregateID == aggregate }.map(\.data.number)
        #expect(numbers == numbers.sorted() && numbers.count == 60)
      }
    }
  }

  @Test func losesNothingWhenTheBrokerIsUnavailable() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      async let _: Void = bench.recordingConsumer.run()
      for number in 0..<200 {
        if number == 60 { bench.proxy.cut() }
        try await bench.append([NumberEvent(number)])
        if number == 160 { bench.proxy.restore() }
        if number == 180 { bench.proxy.interrupt() }
      }
      try await eventually("all have arrived", timeout: .seconds(30)) { bench.consumed.count >= 200 }
      #expect(bench.consumed.numbers.sorted() == Array(0..<200))
      try await eventually("all are marked") { try await bench.unpublished() == 0 }
    }
  }

  @Test func onlyOneRelayIsActiveAndAnotherTakesOver() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.recordingConsumer.run()
      async let _: Void = bench.relay.run()
      async let _: Void = bench.relay.run()
      for number in 0..<30 {
        try await bench.append([NumberEvent(number)])
        if number == 15 {
          // The active relay loses its session, and with it the lock.
          try await bench.database.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        }
      }
      try await eventually("all have arrived", timeout: .seconds(20)) { bench.consumed.count >= 30 }
      #expect(bench.consumed.numbers.sorted() == Array(0..<30))
    }
  }

  @Test func anEventWithoutAQueueIsKeptInOrder() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.recordingConsumer.run()
      async let _: Void = bench.relay.run()
      try await bench.append([NumberEvent(0)])
      try await eventually("the relay is running") { bench.consumed.numbers == [0] }
      // Now no queue receives this event name: only the queue of recent events did.
      try await bench.remove("queues", bench.topology.recentQueue)
      let aggregate = EntityID.make()
      var unwanted = NumberEvent(0)
      unwanted.eventName = "user.created"
      var next = NumberEvent(1)
      (unwanted.aggregateID, next.aggregateID) = (aggregate, aggregate)
      try await bench.append([unwanted, next, NumberEvent(2)])
      try await eventually("the event of the other aggregate arrives") { bench.consumed.numbers == [0, 2] }
      // It is marked after it has arrived.
      try await eventually("two events remain") { try await bench.unpublished() == 2 }
      // A new connection declares all queues again.
      bench.proxy.interrupt()
      try await eventually("the others arrive") { bench.consumed.numbers == [0, 2, 1] }
      try await eventually("all are marked") { try await bench.unpublished() == 0 }
    }
  }
}
