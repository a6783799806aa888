import JSON
import SharedKernel

/// The events of this service. Each is appended to the outbox in the transaction of the change that it reports.
enum PaymentEvent: DomainEvent, Equatable {
  case succeeded(Payment)
  case failed(Payment)
  case refunded(Payment, Refund)

  var eventName: String {
    switch self {
    case .succeeded: "payment.success"
    case .failed: "payment.failed"
    case .refunded: "payment.refunded"
    }
  }

  var payment: Payment {
    switch self {
    case .succeeded(let payment), .failed(let payment), .refunded(let payment, _): payment
    }
  }

  var aggregateID: EntityID { payment.id }
  var userID: EntityID? { payment.userID }
  var occurredAt: Timestamp { payment.updatedAt }

  func writeData(to data: inout JSONWriter) {
    data.member("paymentId", payment.id)
    data.member("orderId", payment.orderID)
    data.member("userId", payment.userID)
    data.member("amount", payment.amount)
    data.member("refundedAmount", payment.refundedAmount)
    data.member("status", payment.status.rawValue)
    data.member("method", payment.method.rawValue)
    switch self {
    case .succeeded: break
    case .failed:
      data.member("reason", payment.failureReason)
    case .refunded(_, let refund):
      data.member("refundId", refund.id)
      data.member("refundAmount", refund.amount)
      data.member("fullyRefunded", payment.status == .refunded)
    }
  }
}
