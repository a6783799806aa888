import JSON
import SharedKernel

/// The events of this service. Each is appended to the outbox in the transaction of the change that it reports.
enum OrderEvent: DomainEvent, Equatable {
  case created(Order)
  case statusChanged(Order, from: OrderStatus, actor: OrderActor)
  case deleted(Order, actor: OrderActor)

  var eventName: String {
    switch self {
    case .created: "order.created"
    case .statusChanged: "order.status_changed"
    case .deleted: "order.deleted"
    }
  }

  var order: Order {
    switch self {
    case .created(let order), .statusChanged(let order, _, _), .deleted(let order, _): order
    }
  }

  var aggregateID: EntityID { order.id }
  var userID: EntityID? { order.userID }
  var occurredAt: Timestamp { order.updatedAt }

  func writeData(to data: inout JSONWriter) {
    data.member("orderId", order.id)
    data.member("userId", order.userID)
    data.member("totalAmount", order.totalAmount)
    data.member("status", order.status.rawValue)
    switch self {
    case .created:
      data.member("items", order.items) { data, item in
        data.object { data in
          data.member("productId", item.productID)
          data.member("productName", item.productName)
          data.member("quantity", item.quantity)
          data.member("unitPrice", item.unitPrice)
          data.member("subtotal", item.subtotal)
        }
      }
    case .statusChanged(_, let from, let actor):
      data.member("from", from.rawValue)
      data.member("to", order.status.rawValue)
      data.member("actor", actor.description)
    case .deleted(_, let actor):
      data.member("actor", actor.description)
    }
  }
}
