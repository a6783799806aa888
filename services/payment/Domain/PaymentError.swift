import SharedKernel

/// Why the payment service refuses a request.
enum PaymentError: Error, Equatable, CustomStringConvertible {
  /// There is no such payment, or it is somebody else's: the two are never told apart.
  case notFound
  /// There is no such order, it is somebody else's, or its event has not arrived yet.
  case orderNotFound
  /// Only the owner of an order pays for it.
  case notTheOwner
  /// The order is past the state in which it can be paid.
  case orderNotPayable(status: String)
  /// The order has a payment that is pending, processing or done.
  case livePaymentExists
  /// The state machine has no such step.
  case illegalStateChange(from: PaymentStatus, to: PaymentStatus)
  /// Somebody is charging this payment at this moment.
  case beingProcessed
  /// More than what is left to pay back.
  case refundTooLarge(left: Money)
  /// The idempotency key has already asked for a refund of another amount.
  case idempotencyMismatch
  /// The provider will not pay back.
  case refundRefused
  /// The provider did not answer; the outcome will be found out in the background.
  case providerUnavailable

  var description: String {
    switch self {
    case .notFound: "Payment not found"
    case .orderNotFound: "Order not found; an order that was placed a moment ago may not have arrived here yet, try again shortly"
    case .notTheOwner: "Only the owner of an order may pay for it"
    case .orderNotPayable(let status): "The order is \(status) and can no longer be paid"
    case .livePaymentExists: "The order already has a payment"
    case .illegalStateChange(let from, let to): "A payment cannot change from \(from.rawValue) to \(to.rawValue)"
    case .beingProcessed: "The payment is being processed at this moment"
    case .refundTooLarge(let left): "At most \(left) can be paid back"
    case .idempotencyMismatch: "The idempotency key was used for another request"
    case .refundRefused: "The payment provider refused to pay back"
    case .providerUnavailable: "The payment provider does not answer; the payment will be settled as soon as it does"
    }
  }
}
