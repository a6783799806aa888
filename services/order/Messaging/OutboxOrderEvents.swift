import JSON
import ServiceKit
import SharedKernel

/// Writes order events as `order.created`, `order.status_changed` and `order.deleted` into the outbox.
struct OutboxOrderEvents: OrderEventLog {
  let outbox: any EventOutbox

  func append(_ events: [OrderEvent]) async throws {
    try await outbox.append(events.map(Self.domainEvent))
  }

  /// The event as the rest of the system reads it. `data` always holds orderId, userId, totalAmount and status.
  static func domainEvent(_ event: OrderEvent) -> DomainEvent {
    switch event {
    case .created(let order):
      domainEvent(.orderCreated, order) { data in
        data.member("items", order.items) { data, item in data.object { write(item, to: &$0) } }
      }
    case .statusChanged(let order, let from, let actor):
      domainEvent(.orderStatusChanged, order) { data in
        data.member("from", from.rawValue)
        data.member("to", order.status.rawValue)
        data.member("actor", actor.description)
      }
    case .deleted(let order, let actor):
      domainEvent(.orderDeleted, order) { $0.member("actor", actor.description) }
    }
  }

  private static func domainEvent(_ type: EventType, _ order: Order, _ more: (inout JSONWriter) -> Void) -> DomainEvent {
    var data = JSONWriter(capacity: 512)
    data.object { data in
      data.member("orderId", order.id)
      data.member("userId", order.userID)
      data.member("totalAmount", order.totalAmount)
      data.member("status", order.status.rawValue)
      more(&data)
    }
    return DomainEvent(type: type, aggregateID: order.id, userID: order.userID, occurredAt: order.updatedAt, data: data.bytes)
  }

  private static func write(_ item: OrderItem, to data: inout JSONWriter) {
    data.member("productId", item.productID)
    data.member("productName", item.productName)
    data.member("quantity", item.quantity)
    data.member("unitPrice", item.unitPrice)
    data.member("subtotal", item.subtotal)
  }
}
