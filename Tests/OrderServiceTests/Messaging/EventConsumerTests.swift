import Logging
import Messaging
import Observability
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

@Suite struct EventConsumerTests {
  let world = World()
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  let metrics = PrometheusRegistry()

  var consumer: PaymentEventConsumer {
    PaymentEventConsumer(applyPaymentResult: world.applyPaymentResult, metrics: metrics, logger: logger)
  }

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

  /// What an event must do with an order.
  enum Effect: Sendable {
    /// The order moves to the status.
    case moves(OrderStatus)
    /// The order stays, and the event is counted with this outcome.
    case stays(String)
    /// The event is an error: it is delivered again, and then dead-lettered.
    case fails
  }

  enum PaymentEvent: String, CaseIterable, Sendable {
    case success = "payment.success"
    case failed = "payment.failed"
    case partlyRefunded = "a part"
    case refunded = "payment.refunded"

    var name: String { self == .partlyRefunded ? "payment.refunded" : rawValue }

    func data(of order: EntityID) -> String {
      #"{"orderId": "\#(order)", "paymentId": "\#(EntityID.make())", "reason": "r", "fullyRefunded": \#(self == .refunded)}"#
    }

    /// The table of docs/state-machines.md, deliberately independent of the implementation.
    func effect(on status: OrderStatus) -> Effect {
      switch (self, status) {
      case (.success, .pending): .moves(.paid)
      case (.success, .cancelled): .stays("refund_follows")
      case (.success, _): .stays("already_paid")
      case (.failed, _): .stays("applied")
      case (.partlyRefunded, .refunded), (.refunded, .refunded): .stays("already_refunded")
      case (.partlyRefunded, _): .stays("partial_refund")
      case (.refunded, .pending): .fails
      case (.refunded, _): .moves(.refunded)
      }
    }
  }

  private func counted(_ event: PaymentEvent, _ outcome: String) -> Bool {
    String(decoding: metrics.render(), as: UTF8.self)
      .contains("order_payment_events_total{event=\"\(event.name)\",outcome=\"\(outcome)\"} 1\n")
  }

  @Test(arguments: PaymentEvent.allCases, OrderStatus.allCases)
  func everyPaymentEventInEveryStateMovesTheOrderOrIsAccountedFor(event: PaymentEvent, status: OrderStatus) async throws {
    let order = try await world.order(status)
    let apply = { try await deliver(event.name, event.data(of: order.id)) }
    switch event.effect(on: status) {
    case .moves(let next):
      try await apply()
      let moved = try #require(try await world.orders.find(order.id))
      #expect(moved.status == next)
      #expect(world.events.all == [.statusChanged(moved, from: status, actor: .paymentService)])
      #expect(counted(event, "applied"))
      // The same again, as another event, changes nothing more.
      try await apply()
      #expect(try await world.orders.find(order.id) == moved)
      #expect(counted(event, next == .paid ? "already_paid" : "already_refunded"))
    case .stays(let outcome):
      try await apply()
      #expect(try await world.orders.find(order.id) == order)
      #expect(world.events.all.isEmpty)
      #expect(counted(event, outcome))
      #expect(world.orders.failedPayments.count == (event == .failed ? 1 : 0))
    case .fails:
      await #expect(throws: OrderError.illegalStateChange(from: status, to: .refunded)) { try await apply() }
      #expect(try await world.orders.find(order.id) == order)
    }
  }

  @Test(arguments: PaymentEvent.allCases, OrderStatus.allCases)
  func everyPaymentEventOfADeletedOrderIsAccountedFor(event: PaymentEvent, status: OrderStatus) async throws {
    let order = try await world.order(status)
    try await world.delete(order.id, by: world.admin)
    let deleted = try await world.orders.lockIncludingDeleted(order.id)
    try await deliver(event.name, event.data(of: order.id))
    #expect(try await world.orders.lockIncludingDeleted(order.id) == deleted)
    #expect(counted(event, event == .failed ? "applied" : "order_deleted"))
    #expect(world.orders.failedPayments.count == (event == .failed ? 1 : 0))
  }

  @Test(arguments: PaymentEvent.allCases)
  func aPaymentEventOfAnUnknownOrderIsAnError(event: PaymentEvent) async throws {
    await #expect(throws: OrderError.notFound) { try await deliver(event.name, event.data(of: .make())) }
    #expect(world.events.all.isEmpty && world.orders.failedPayments.isEmpty)
  }

  @Test(arguments: ["{}", #"{"orderId": 5}"#, #"{"orderId": "nonsense"}"#])
  func malformedDataIsAnError(data: String) async throws {
    await #expect(throws: MessagingError.self) { try await deliver("payment.success", data) }
  }

  @Test func deletingAUserCancelsPendingOrdersAndPreventsNewOnes() async throws {
    let pending = try await world.order()
    let shipped = try await world.order(.shipped)
    let foreign = try await world.order(of: world.bob)
    let cancel = CancelOrdersOfUser(orders: world.orders, events: world.events, work: world.work)
    for _ in 1...2 {
      try await UserEventConsumer(cancelOrdersOfUser: cancel, logger: logger)
        .handle(EventEnvelope(body: eventBody("user.deleted", data: "{}", aggregateID: world.alice.userID)))
    }
    #expect(try await world.orders.find(pending.id)?.status == .cancelled)
    #expect(try await world.orders.find(shipped.id) == shipped)
    #expect(try await world.orders.find(foreign.id) == foreign)
    #expect(world.events.all.count == 1)
    await #expect(throws: OrderError.accountDeleted) { try await world.place(.sample(), by: world.alice) }
    _ = try await world.place(.sample(), by: world.bob)
  }
}
