import SharedKernel

/// What a buyer asks for, before it is an order.
struct OrderDraft: Sendable, Equatable {
  /// One wanted line.
  struct Item: Sendable, Equatable {
    let productID: String
    let productName: String
    let quantity: Int
    let unitPrice: Money
  }

  /// How many items an order may hold.
  static let itemCount = 1...100
  /// How many of one product an item may hold.
  static let quantity = 1...1000

  let shippingAddress: String
  let notes: String?
  let items: [Item]
}
