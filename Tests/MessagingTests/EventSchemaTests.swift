import JSON
import SharedKernel
import TestSupport
import Testing

@testable import Messaging

@Suite struct EventSchemaTests {
  @Test func everyTypeOfEventHasASchema() throws {
    #expect(try Set(EventType.allCases.map(\.rawValue)) == Set(EventSchema.types()))
  }

  @Test func everyExampleFitsItsSchemaAndIsAnEvent() throws {
    for type in try EventSchema.types() {
      let schema = try EventSchema(type)
      #expect(!schema.examples.isEmpty, "\(type)")
      for example in schema.examples {
        #expect(try schema.faults(in: example) == [], "\(type)")
        #expect(try IncomingEvent(body: Array(example.raw)).type == type)
      }
    }
  }

  @Test func aMessageThatDoesNotFitIsAFault() throws {
    let faults = try EventSchema("payment.failed").faults(in: JSONDocument(parsing: #"{"type": "payment.success", "data": {}}"#).root)
    #expect(faults.contains(".type: is not the constant"))
    #expect(faults.contains(".data: has no reason"))
    #expect(faults.contains(": has no sequence"))
  }

  @Test(.needsPostgres, .needsRabbitMQ, .timeLimit(.minutes(1)))
  func whatTheRelayPublishesHasTheEnvelope() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      for event in [bench.event(1, user: .make()), bench.event(2)] {
        try await bench.append([event])
        let delivery = try #require(try await bench.take(from: bench.topology.recentQueue))
        #expect(try EventSchema("envelope").faults(in: JSONDocument(parsing: delivery.body).root) == [])
      }
    }
  }
}
