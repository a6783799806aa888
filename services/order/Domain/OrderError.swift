/// Why the order service refuses a request.
enum OrderError: Error, Equatable, CustomStringConvertible {
  /// There is no such order, or it is somebody else's: the two are never told apart.
  case notFound
  /// The caller may see the order but not do this to it.
  case onlyCancellationAllowed
  /// The state machine has no such step.
  case illegalStateChange(from: OrderStatus, to: OrderStatus)
  /// The state machine has the step, but it follows a payment and is nobody's to take by hand.
  case followsMoney(to: OrderStatus)
  /// Too few or too many items, or a quantity or price out of range.
  case invalidItems
  /// The total is past what an amount of money can hold.
  case totalTooLarge

  var description: String {
    switch self {
    case .notFound: "Order not found"
    case .onlyCancellationAllowed: "The owner of an order may only cancel it"
    case .illegalStateChange(let from, let to): "An order cannot change from \(from.rawValue) to \(to.rawValue)"
    case .followsMoney(.refunded):
      "An order becomes refunded when all of its payment has been paid back: POST /api/v1/payments/{id}/refund"
    case .followsMoney(let to):
      "An order becomes \(to.rawValue) when its payment has been charged: POST /api/v1/payments, then /api/v1/payments/{id}/process"
    case .invalidItems: "The order's items are out of range"
    case .totalTooLarge: "The order's total amount is too large"
    }
  }
}
