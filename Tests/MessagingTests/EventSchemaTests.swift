import JSON
import SharedKernel
import TestSupport
import Testing

@testable import Messaging

/// Reads any data.
struct AnyPayload: EventPayload {
  static let eventNames: [String] = []
  let data: JSONView
  init(eventName: String, data: JSONView) { self.data = data }
}

@Suite struct EventSchemaTests {
  @Test func everyExampleFitsItsSchemaAndIsReadable() throws {
    for type in try EventSchema.types() {
      let schema = try EventSchema(type)
      #expect(!schema.examples.isEmpty, "\(type)")
      for example in schema.examples {
        #expect(try schema.faults(in: example) == [], "\(type)")
        #expect(try EventEnvelope<AnyPayload>(body: Array(example.raw)).name == type)
      }
    }
  }

  @Test func reportsMembersThatDoNotFit() throws {
    let faults = try EventSchema("payment.failed").faults(in: JSONDocument(parsing: #"{"type": "payment.success", "data": {}}"#).root)
    #expect(faults.contains(".type: is not the constant"))
    #expect(faults.contains(".data: has no reason"))
    #expect(faults.contains(": has no sequence"))
  }

  @Test(.needsPostgres, .needsRabbitMQ, .timeLimit(.minutes(1)))
  func theRelayPublishesTheEnvelope() async throws {
    try await withEventBench { bench in
      async let _: Void = bench.relay.run()
      var withUser = NumberEvent(1)
      withUser.userID = .make()
      for event in [withUser, NumberEvent(2)] {
        try await bench.append([event])
        let delivery = try #require(try await bench.take(from: bench.topology.recentQueue))
        #expect(try EventSchema("envelope").faults(in: JSONDocument(parsing: delivery.body).root) == [])
      }
    }
  }
}
