import JSON
import Messaging
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// Checks the events that this service publishes and consumes against `schema/events`.
@Suite struct EventSchemaTests {
  static func events() throws -> [PaymentEvent] {
    let order = OrderProjection(id: .make(), userID: .make(), amount: Money(hundredths: 99_999), status: "pending", sequence: 1)
    return try PaymentMethod.allCases.flatMap { method in
      var payment = Payment(of: order, method: method, token: "tok_ok", at: .now)
      let abandoned = try {
        var copy = payment; return try copy.abandon(reason: "order_cancelled", at: .now)
      }()
      try payment.begin(at: .now)
      let declined = try {
        var copy = payment; return try copy.settle(.declined(reason: "card_declined"), at: .now)
      }()
      let charged = try payment.settle(.charged, at: .now)
      var part = try payment.beginRefund(of: Money(hundredths: 1), at: .now)
      part.status = .success
      let partly = try #require(try payment.settle(part, at: .now))
      var rest = try payment.beginRefund(of: nil, at: .now)
      rest.status = .success
      let fully = try #require(try payment.settle(rest, at: .now))
      return [abandoned, declined, charged, partly, fully]
    }
  }

  @Test func eventsMatchTheirSchema() throws {
    for event in try Self.events() {
      let data = try JSONDocument(parsing: event.data).root
      #expect(try EventSchema(event.eventName).faults(inData: data) == [], "\(event.eventName)")
    }
  }

  @Test func everySchemaOfThisServiceHasAnEvent() throws {
    #expect(try Set(Self.events().map(\.eventName)) == Set(EventSchema.types().filter { $0.hasPrefix("payment.") }))
  }

  @Test(arguments: OrderEventPayload.eventNames)
  func readsEveryExampleOfAnOrderEvent(name: String) async throws {
    let world = World()
    let examples = try EventSchema(name).examples
    #expect(!examples.isEmpty)
    for example in examples {
      let event = try EventEnvelope<OrderEventPayload>(body: Array(example.raw))
      try await OrderEventConsumer(projectOrder: world.project).handle(event)
      let known: OrderProjection? = try await world.payments.find(event.aggregateID)
      #expect(known?.sequence == event.sequence)
    }
  }
}
