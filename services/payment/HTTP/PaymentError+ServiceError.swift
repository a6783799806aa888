import ServiceKit

extension PaymentError: ServiceErrorConvertible {
  var serviceError: ServiceError {
    switch self {
    case .notFound: .notFound("Payment")
    case .orderNotFound: ServiceError(status: .notFound, code: "NOT_FOUND", message: description)
    case .notTheOwner: .forbidden(description)
    case .orderNotPayable, .livePaymentExists, .beingProcessed, .refundTooLarge, .refundRefused: .conflict(description)
    case .illegalStateChange: .illegalStateChange(description)
    case .idempotencyMismatch: .idempotencyMismatch()
    case .providerUnavailable: .serviceUnavailable(description, retryAfter: 30)
    }
  }
}
