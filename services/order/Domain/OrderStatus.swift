/// Where an order stands. The raw value is the word in JSON, in events and in the database.
enum OrderStatus: String, Sendable, CaseIterable {
  case pending, paid, processing, shipped, delivered, cancelled, refunded

  /// The whole state machine: from each state, the states that may come next. What is not here is refused.
  static let transitions: [OrderStatus: Set<OrderStatus>] = [
    .pending: [.paid, .cancelled],
    .paid: [.processing, .cancelled, .refunded],
    .processing: [.shipped, .cancelled, .refunded],
    .shipped: [.delivered],
    .delivered: [],
    .cancelled: [.refunded],
    .refunded: [],
  ]

  /// Whether only the payment service's word brings an order here: so no order is paid without a charge, and none refunded without money
  /// going back. See docs/decisions/0012-only-money-moves-an-order-to-paid.md.
  var followsMoney: Bool { self == .paid || self == .refunded }

  /// Whether an order in this state may move to `next`.
  func canBecome(_ next: OrderStatus) -> Bool {
    Self.transitions[self]?.contains(next) ?? false
  }
}
