import Logging
import Messaging
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

@Suite struct EventConsumerTests {
  let world = World()
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  var consumer: PaymentEventConsumer { PaymentEventConsumer(applyPaymentResult: world.applyPaymentResult, logger: logger) }

  func deliver(_ type: String, _ data: String) async throws {
    try await consumer.handle(EventEnvelope(body: eventBody(type, data: data)))
  }

  @Test func aSuccessfulPaymentPaysTheOrder() async throws {
    let order = try await world.order()
    try await deliver("payment.success", #"{"orderId": "\#(order.id)"}"#)
    let paid = try #require(try await world.orders.find(order.id))
    #expect(paid.status == .paid)
    #expect(world.events.all == [.statusChanged(paid, from: .pending, actor: .service("payment-service"))])
  }

  @Test(arguments: [OrderStatus.paid, .processing, .shipped, .delivered, .cancelled, .refunded])
  func aLateSuccessChangesNothing(status: OrderStatus) async throws {
    let order = try await world.order(status)
    try await deliver("payment.success", #"{"orderId": "\#(order.id)"}"#)
    #expect(try await world.orders.find(order.id) == order)
    #expect(world.events.all.isEmpty)
  }

  @Test func aFailedPaymentIsKeptAndTheOrderStaysPending() async throws {
    let order = try await world.order()
    let payment = EntityID.make()
    for _ in 1...2 {
      try await deliver("payment.failed", #"{"orderId": "\#(order.id)", "paymentId": "\#(payment)", "reason": "card_declined"}"#)
    }
    #expect(try await world.orders.find(order.id) == order)
    #expect(world.orders.failedPayments.map(\.paymentID) == [payment])
    #expect(world.orders.failedPayments.map(\.reason) == ["card_declined"])
  }

  @Test(arguments: [OrderStatus.paid, .processing, .cancelled])
  func onlyAFullRefundRefundsTheOrder(status: OrderStatus) async throws {
    let order = try await world.order(status)
    try await deliver("payment.refunded", #"{"orderId": "\#(order.id)", "fullyRefunded": false}"#)
    #expect(try await world.orders.find(order.id)?.status == status)
    try await deliver("payment.refunded", #"{"orderId": "\#(order.id)", "fullyRefunded": true}"#)
    #expect(try await world.orders.find(order.id)?.status == .refunded)
  }

  @Test func anUnknownOrderIsNotAnError() async throws {
    try await deliver("payment.success", #"{"orderId": "\#(EntityID.make())"}"#)
    #expect(world.events.all.isEmpty)
  }

  @Test(arguments: ["{}", #"{"orderId": 5}"#, #"{"orderId": "nonsense"}"#])
  func malformedDataIsAnError(data: String) async throws {
    await #expect(throws: MessagingError.self) { try await deliver("payment.success", data) }
  }

  @Test func deletingAUserCancelsPendingOrders() async throws {
    let pending = try await world.order()
    let shipped = try await world.order(.shipped)
    let foreign = try await world.order(of: world.bob)
    let cancel = CancelOrdersOfUser(orders: world.orders, events: world.events, work: world.work)
    try await UserEventConsumer(cancelOrdersOfUser: cancel, logger: logger)
      .handle(EventEnvelope(body: eventBody("user.deleted", data: "{}", aggregateID: world.alice.userID)))
    #expect(try await world.orders.find(pending.id)?.status == .cancelled)
    #expect(try await world.orders.find(shipped.id) == shipped)
    #expect(try await world.orders.find(foreign.id) == foreign)
    #expect(world.events.all.count == 1)
  }
}
