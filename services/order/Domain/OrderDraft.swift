import SharedKernel

/// The content of a new order.
struct OrderDraft: Sendable, Equatable {
  struct Item: Sendable, Equatable {
    let productID: String
    let productName: String
    let quantity: Int
    let unitPrice: Money
  }

  /// The allowed number of items in an order.
  static let itemCount = 1...100
  /// The allowed quantity of an item.
  static let quantity = 1...1000

  let shippingAddress: String
  let notes: String?
  let items: [Item]
}
