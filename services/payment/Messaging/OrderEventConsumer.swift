import JSON
import Messaging
import SharedKernel

/// Learns orders from the order service's events.
struct OrderEventConsumer: Sendable {
  let projectOrder: ProjectOrder

  /// Applies one event. Throws `MessagingError.rejected` for data that it does not understand.
  func handle(_ event: IncomingEvent) async throws {
    try await handle(event.type, data: event.data, sequence: event.sequence)
  }

  func handle(_ type: String, data: JSONView, sequence: Int64) async throws {
    guard let orderID = data["orderId"]?.string.flatMap(EntityID.init),
      let userID = data["userId"]?.string.flatMap(EntityID.init),
      let amount = data["totalAmount"]?.numberText.flatMap(Money.init),
      let status = data["status"]?.string
    else { throw MessagingError.rejected("no order that is understood") }
    let known =
      if type != EventType.orderDeleted.rawValue { status } else if ["pending", "cancelled"].contains(status) {
        OrderProjection.deletedUnpaid
      } else {
        OrderProjection.deleted
      }
    try await projectOrder(OrderProjection(id: orderID, userID: userID, amount: amount, status: known, sequence: sequence))
  }
}
