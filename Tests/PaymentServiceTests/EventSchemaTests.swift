import JSON
import Messaging
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// What this service writes, and what it reads, against schema/events.
@Suite struct EventSchemaTests {
  static func events() throws -> [DomainEvent] {
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
      return [abandoned, declined, charged, partly, fully].map(OutboxPaymentEvents.domainEvent)
    }
  }

  @Test func whatIsWrittenIsAsDescribed() throws {
    for event in try Self.events() {
      let data = try JSONDocument(parsing: event.data).root
      #expect(try EventSchema(event.type.rawValue).faults(inData: data) == [], "\(event.type)")
    }
  }

  @Test func everyTypeOfThisServiceIsShown() throws {
    #expect(Set(try Self.events().map(\.type)) == Set(EventType.allCases.filter { $0.rawValue.hasPrefix("payment.") }))
  }

  @Test(arguments: EventSubscription.paymentOrders.eventTypes)
  func everyExampleOfAnOrderIsUnderstood(type: EventType) async throws {
    let world = World()
    let examples = try EventSchema(type.rawValue).examples
    #expect(!examples.isEmpty)
    for example in examples {
      let event = try IncomingEvent(body: Array(example.raw))
      try await OrderEventConsumer(projectOrder: world.project).handle(event)
      let known: OrderProjection? = try await world.payments.find(event.aggregateID)
      #expect(known?.sequence == event.sequence)
    }
  }
}
