import JSON
import Messaging
import SharedKernel

/// What this service reads of the order service's events.
struct OrderEventPayload: EventPayload {
  static let eventNames = ["order.created", "order.status_changed", "order.deleted"]

  let orderID: EntityID
  let userID: EntityID
  let amount: Money
  /// As `OrderProjection.status`.
  let status: String

  init(eventName: String, data: JSONView) throws(MessagingError) {
    guard let orderID = data["orderId"]?.string.flatMap(EntityID.init),
      let userID = data["userId"]?.string.flatMap(EntityID.init),
      let amount = data["totalAmount"]?.numberText.flatMap(Money.init),
      let status = data["status"]?.string
    else { throw .rejected("the order lacks a valid orderId, userId, totalAmount or status") }
    self.orderID = orderID
    self.userID = userID
    self.amount = amount
    self.status =
      if eventName != "order.deleted" { status } else if ["pending", "cancelled"].contains(status) {
        OrderProjection.deletedUnpaid
      } else {
        OrderProjection.deleted
      }
  }
}

/// Projects the order service's events.
struct OrderEventConsumer: Sendable {
  let projectOrder: ProjectOrder

  func handle(_ event: EventEnvelope<OrderEventPayload>) async throws {
    let order = event.data
    try await projectOrder(
      OrderProjection(id: order.orderID, userID: order.userID, amount: order.amount, status: order.status, sequence: event.sequence))
  }
}
