import SharedKernel

/// One line of an order, with the product's name and price at the time of the order.
struct OrderItem: Sendable, Equatable {
  let id: EntityID
  /// The product's identifier in an external catalogue: any text.
  let productID: String
  let productName: String
  let quantity: Int
  let unitPrice: Money
  /// `quantity` times `unitPrice`.
  let subtotal: Money
}
