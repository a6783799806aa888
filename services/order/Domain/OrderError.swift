/// Why the order service rejects a request.
enum OrderError: Error, Equatable, CustomStringConvertible {
  /// The order does not exist or belongs to another user. Callers cannot tell which.
  case notFound
  /// The caller may see the order but not do this.
  case onlyCancellationAllowed
  /// The caller's account was deleted. Only the caller's token is still valid.
  case accountDeleted
  /// The state machine has no such transition.
  case illegalStateChange(from: OrderStatus, to: OrderStatus)
  /// The state machine has the transition, but only a payment may cause it.
  case followsMoney(to: OrderStatus)
  /// Too few or too many items, or a quantity or price out of range.
  case invalidItems
  /// The total exceeds `Money.maximum`.
  case totalTooLarge

  var description: String {
    switch self {
    case .notFound: "Order not found"
    case .accountDeleted: "The account was deleted"
    case .onlyCancellationAllowed: "The owner of an order may only cancel it"
    case .illegalStateChange(let from, let to): "An order cannot change from \(from.rawValue) to \(to.rawValue)"
    case .followsMoney(.refunded):
      "An order becomes refunded when its payment has been refunded in full: POST /api/v1/payments/{id}/refund"
    case .followsMoney(let to):
      "An order becomes \(to.rawValue) when its payment has been charged: POST /api/v1/payments, then /api/v1/payments/{id}/process"
    case .invalidItems: "The order's items are out of range"
    case .totalTooLarge: "The order's total amount is too large"
    }
  }
}
