import SharedKernel

/// One line of an order: a product as it was named and priced when the order was placed.
struct OrderItem: Sendable, Equatable {
  let id: EntityID
  /// The product's identifier in the catalogue, which is not ours: any text.
  let productID: String
  let productName: String
  let quantity: Int
  let unitPrice: Money
  /// `quantity` times `unitPrice`.
  let subtotal: Money
}
