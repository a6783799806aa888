import JSON
import Logging
import Messaging
import Observability
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// Checks the events that this service publishes and consumes against `schema/events`.
@Suite struct EventSchemaTests {
  static let events: [OrderEvent] = OrderStatus.allCases.flatMap { status in
    let order = Order.sample(of: EntityID.make(), status)
    let user = OrderActor.user(EntityID.make())
    return [
      OrderEvent.created(order), OrderEvent.statusChanged(order, from: .pending, actor: user),
      OrderEvent.statusChanged(order, from: .paid, actor: .service("payment-service")), OrderEvent.deleted(order, actor: user),
    ]
  }

  @Test(arguments: events)
  func eventsMatchTheirSchema(event: OrderEvent) throws {
    let data = try JSONDocument(parsing: event.data).root
    #expect(try EventSchema(event.eventName).faults(inData: data) == [])
  }

  @Test func everySchemaOfThisServiceHasAnEvent() throws {
    #expect(try Set(Self.events.map(\.eventName)) == Set(EventSchema.types().filter { $0.hasPrefix("order.") }))
  }

  @Test(arguments: PaymentEventPayload.eventNames)
  func readsEveryExampleOfAPaymentEvent(name: String) async throws {
    let world = World()
    let consumer = PaymentEventConsumer(
      applyPaymentResult: world.applyPaymentResult, metrics: PrometheusRegistry(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let examples = try EventSchema(name).examples
    #expect(!examples.isEmpty)
    for example in examples {
      let event = try EventEnvelope<PaymentEventPayload>(body: Array(example.raw))
      try await world.orders.add(.sample(event.data.orderID, of: .make(), .paid))
      try await consumer.handle(event)
    }
  }
}
