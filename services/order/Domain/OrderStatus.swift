/// The status of an order. The raw value is its name in JSON, events and the database.
enum OrderStatus: String, Sendable, CaseIterable {
  case pending, paid, processing, shipped, delivered, cancelled, refunded

  /// The state machine: the allowed next states of each state.
  static let transitions: [OrderStatus: Set<OrderStatus>] = [
    .pending: [.paid, .cancelled],
    .paid: [.processing, .cancelled, .refunded],
    .processing: [.shipped, .cancelled, .refunded],
    .shipped: [.delivered, .refunded],
    .delivered: [.refunded],
    .cancelled: [.refunded],
    .refunded: [],
  ]

  /// Whether only an event of the payment service leads to this status. Therefore no order is paid without a charge, and none is refunded
  /// without a refund. See docs/decisions/0012-only-money-moves-an-order-to-paid.md.
  var followsMoney: Bool { self == .paid || self == .refunded }

  func canBecome(_ next: OrderStatus) -> Bool {
    Self.transitions[self]?.contains(next) ?? false
  }
}
