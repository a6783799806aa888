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
      await #expect(throws: MessagingError.notInTransaction) { try await bench.outbox.append([bench.event(1)]) }
    }
  }

  @Test func publishesTheEnvelopeWithItsTrace() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      let event = bench.event(1, user: .make())
      let trace = RequestTrace(requestID: "r", trace: .make())
      try await RequestTrace.$current.withValue(trace) { try await bench.append([event]) }
      try await eventually("it is published") { try await bench.unpublished() == 0 }
      let delivery = try #require(try await bench.take(from: bench.topology.recentQueue))
      #expect(delivery.messageID == event.id.description)
      #expect(delivery.routingKey == "order.created" && delivery.contentType == "application/json")
      #expect(delivery.headers["traceparent"] == trace.traceparent)
      let user = try #require(event.userID)
      let expected = """
        {"id":"\(event.id)","type":"order.created","version":1,"source":"test-service","occurredAt":"\(event.occurredAt)",\
        "aggregateId":"\(event.aggregateID)","sequence":1,"userId":"\(user)","traceparent":"\(trace.traceparent)","data":{"number": 1}}
        """
      #expect(String(decoding: delivery.body, as: UTF8.self) == expected)
    }
  }

  @Test func publishesNothingOfATransactionThatIsUndone() async throws {
    struct Mishap: Error {}
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      async let _: Void = bench.rememberingConsumer.run()
      await #expect(throws: Mishap.self) {
        try await bench.database.perform {
          try await bench.outbox.append([bench.event(1)])
          throw Mishap()
        }
      }
      try await bench.append([bench.event(2)])
      try await eventually("the other one is there") { bench.consumed.count == 1 }
      #expect(bench.consumed.numbers == [2])
    }
  }

  @Test func keepsTheOrderOfEachAggregate() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.rememberingConsumer.run()
      let aggregates = (0..<5).map { _ in EntityID.make() }
      try await bench.append((0..<300).map { bench.event($0, of: aggregates[$0 % 5]) })
      async let _: Void = bench.relay.run()
      try await eventually("all are there", timeout: .seconds(30)) { bench.consumed.count == 300 }
      for aggregate in aggregates {
        let numbers = bench.consumed.all.filter { $0.aggregateID == aggregate }.compactMap { $0.data["number"]?.int }
        #expect(numbers == numbers.sorted() && numbers.count == 60)
      }
    }
  }

  @Test func losesNothingWhileTheBrokerComesAndGoes() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      async let _: Void = bench.rememberingConsumer.run()
      for number in 0..<200 {
        if number == 60 { bench.proxy.cut() }
        try await bench.append([bench.event(number)])
        if number == 160 { bench.proxy.restore() }
        if number == 180 { bench.proxy.interrupt() }
      }
      try await eventually("all are there", timeout: .seconds(30)) { bench.consumed.count >= 200 }
      #expect(bench.consumed.numbers.sorted() == Array(0..<200))
      try await eventually("all are marked") { try await bench.unpublished() == 0 }
    }
  }

  @Test func leavesTheWorkToOneOfManyAndTakesOver() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.rememberingConsumer.run()
      async let _: Void = bench.relay.run()
      async let _: Void = bench.relay.run()
      for number in 0..<30 {
        try await bench.append([bench.event(number)])
        if number == 15 {
          // Whoever relays loses its session, and with it the lock.
          try await bench.database.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        }
      }
      try await eventually("all are there", timeout: .seconds(20)) { bench.consumed.count >= 30 }
      #expect(bench.consumed.numbers.sorted() == Array(0..<30))
    }
  }

  @Test func anEventWithoutAQueueWaitsAndIsNotOvertaken() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.rememberingConsumer.run()
      async let _: Void = bench.relay.run()
      try await bench.append([bench.event(0)])
      try await eventually("the relay works") { bench.consumed.numbers == [0] }
      // Now nobody takes this type any more: only the queue of recent events did.
      try await bench.remove("queues", bench.topology.recentQueue)
      let aggregate = EntityID.make()
      let unwanted = DomainEvent(type: .userCreated, aggregateID: aggregate, userID: nil, data: Array("{}".utf8))
      try await bench.append([unwanted, bench.event(1, of: aggregate), bench.event(2)])
      try await eventually("the other aggregate's event comes") { bench.consumed.numbers == [0, 2] }
      // It is marked a moment after it has come.
      try await eventually("the two wait") { try await bench.unpublished() == 2 }
      // At a new connection the broker is told of all queues again.
      bench.proxy.interrupt()
      try await eventually("the others follow") { bench.consumed.numbers == [0, 2, 1] }
      try await eventually("all are marked") { try await bench.unpublished() == 0 }
    }
  }
}
