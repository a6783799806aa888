import SharedKernel

/// Why the payment service rejects a request.
enum PaymentError: Error, Equatable, CustomStringConvertible {
  /// The payment does not exist or belongs to another user. Callers cannot tell which.
  case notFound
  /// The order does not exist, belongs to another user, or its event has not arrived yet.
  case orderNotFound
  /// Only the owner of an order may pay for it.
  case notTheOwner
  /// The order's status does not allow a payment.
  case orderNotPayable(status: String)
  /// The order has a payment that is pending, processing or successful.
  case livePaymentExists
  /// The state machine has no such transition.
  case illegalStateChange(from: PaymentStatus, to: PaymentStatus)
  /// Another request is charging this payment.
  case beingProcessed
  /// The amount exceeds what can still be refunded.
  case refundTooLarge(left: Money)
  /// The idempotency key was used for a refund of another amount.
  case idempotencyMismatch
  /// The provider refused the refund.
  case refundRefused
  /// The provider did not answer. The background job finds out the outcome.
  case providerUnavailable

  var description: String {
    switch self {
    case .notFound: "Payment not found"
    case .orderNotFound: "Order not found. An order that was just placed may not be known here yet; try again shortly"
    case .notTheOwner: "Only the owner of an order may pay for it"
    case .orderNotPayable(let status): "The order is \(status) and can no longer be paid"
    case .livePaymentExists: "The order already has a payment"
    case .illegalStateChange(let from, let to): "A payment cannot change from \(from.rawValue) to \(to.rawValue)"
    case .beingProcessed: "The payment is being processed"
    case .refundTooLarge(let left): "At most \(left) can be refunded"
    case .idempotencyMismatch: "The idempotency key was used for another request"
    case .refundRefused: "The payment provider refused the refund"
    case .providerUnavailable: "The payment provider does not answer; the payment will be settled as soon as it does"
    }
  }
}
