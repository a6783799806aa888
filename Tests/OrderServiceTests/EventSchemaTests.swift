import JSON
import Logging
import Messaging
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// What this service writes, and what it reads, against schema/events.
@Suite struct EventSchemaTests {
  static let events: [OrderEvent] = OrderStatus.allCases.flatMap { status in
    let order = Order.sample(of: EntityID.make(), status)
    let user = OrderActor.user(EntityID.make())
    return [
      OrderEvent.created(order), OrderEvent.statusChanged(order, from: .pending, actor: user),
      OrderEvent.statusChanged(order, from: .paid, actor: .service("payment-service")), OrderEvent.deleted(order, actor: user),
    ]
  }

  @Test(arguments: events.map(OutboxOrderEvents.domainEvent))
  func whatIsWrittenIsAsDescribed(event: DomainEvent) throws {
    let data = try JSONDocument(parsing: event.data).root
    #expect(try EventSchema(event.type.rawValue).faults(inData: data) == [])
  }

  @Test func everyTypeOfThisServiceIsShown() {
    let shown = Set(Self.events.map { OutboxOrderEvents.domainEvent($0).type })
    #expect(shown == Set(EventType.allCases.filter { $0.rawValue.hasPrefix("order.") }))
  }

  @Test(arguments: EventSubscription.orderPayments.eventTypes)
  func everyExampleOfAPaymentIsUnderstood(type: EventType) async throws {
    let world = World()
    let consumer = PaymentEventConsumer(
      applyPaymentResult: world.applyPaymentResult, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let examples = try EventSchema(type.rawValue).examples
    #expect(!examples.isEmpty)
    for example in examples { try await consumer.handle(try IncomingEvent(body: Array(example.raw))) }
  }
}
