import Messaging
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

@Suite struct OrderEventConsumerTests {
  let payments = InMemoryPayments()
  let orderID = EntityID.make()
  let userID = EntityID.make()

  func deliver(_ type: String, status: String, sequence: Int64) async throws {
    let data = #"{"orderId": "\#(orderID)", "userId": "\#(userID)", "totalAmount": 999.99, "status": "\#(status)"}"#
    let project = ProjectOrder(orders: payments, payments: payments, events: RecordedEvents<PaymentEvent>(), work: DirectWork())
    try await OrderEventConsumer(projectOrder: project).handle(EventEnvelope(body: eventBody(type, data: data, sequence: sequence)))
  }

  func status() async throws -> String? {
    let order: OrderProjection? = try await payments.find(orderID)
    return order?.status
  }

  @Test func projectsTheExactAmount() async throws {
    try await deliver("order.created", status: "pending", sequence: 1)
    let order: OrderProjection? = try await payments.find(orderID)
    #expect(order == OrderProjection(id: orderID, userID: userID, amount: Money(hundredths: 99_999), status: "pending", sequence: 1))
  }

  @Test func anOlderEventNeverOverwritesANewerOne() async throws {
    try await deliver("order.status_changed", status: "cancelled", sequence: 7)
    try await deliver("order.created", status: "pending", sequence: 3)
    #expect(try await status() == "cancelled")
  }

  @Test func aDeletedOrderIsNotPayable() async throws {
    try await deliver("order.created", status: "pending", sequence: 1)
    try await deliver("order.deleted", status: "pending", sequence: 2)
    #expect(try await status() == OrderProjection.deletedUnpaid)
  }

  @Test func malformedDataIsAnError() {
    #expect(throws: MessagingError.self) { try EventEnvelope<OrderEventPayload>(body: eventBody("order.created", data: "{}")) }
  }
}
