import ServiceTestSupport
import SharedKernel

@testable import OrderService

/// The parts of a use case's test.
struct World {
  let orders = InMemoryOrders()
  let events = RecordedEvents<OrderEvent>()
  let work = DirectWork()

  let alice = Caller(userID: .make(), isAdmin: false)
  let bob = Caller(userID: .make(), isAdmin: false)
  let admin = Caller(userID: .make(), isAdmin: true)

  var place: PlaceOrder { PlaceOrder(orders: orders, events: events, work: work) }
  var changeStatus: ChangeOrderStatus { ChangeOrderStatus(orders: orders, events: events, work: work) }
  var delete: DeleteOrder { DeleteOrder(orders: orders, events: events, work: work) }
  var applyPaymentResult: ApplyPaymentResult { ApplyPaymentResult(orders: orders, events: events, work: work) }

  /// Adds an order with this status, without events.
  func order(_ status: OrderStatus = .pending, of caller: Caller? = nil) async throws -> Order {
    let order = Order.sample(of: (caller ?? alice).userID, status)
    try await orders.add(order)
    return order
  }
}

extension OrderDraft {
  static func sample(unitPrice: String = "999.99", quantity: Int = 1) -> OrderDraft {
    OrderDraft(
      shippingAddress: "123 Main St, City, Country", notes: "Please handle with care",
      items: [Item(productID: "prod-1", productName: "Laptop", quantity: quantity, unitPrice: Money(unitPrice) ?? .zero)])
  }
}

extension Order {
  /// An order with two items.
  static func sample(
    _ id: EntityID = .make(), of userID: EntityID, _ status: OrderStatus = .pending, total: Int64 = 1250, at createdAt: Timestamp = .now
  ) -> Order {
    let half = Money(hundredths: total / 2)
    let items = ["Pen", "Ink"].map { name in
      OrderItem(id: .make(), productID: name.lowercased(), productName: name, quantity: 1, unitPrice: half, subtotal: half)
    }
    return Order(
      id: id, userID: userID, status: status, totalAmount: Money(hundredths: total / 2 * 2), shippingAddress: "1 Road",
      notes: nil, items: items, createdAt: createdAt, updatedAt: createdAt)
  }
}
