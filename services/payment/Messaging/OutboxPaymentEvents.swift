import JSON
import ServiceKit
import SharedKernel

/// Writes payment events as `payment.success`, `payment.failed` and `payment.refunded` into the outbox.
struct OutboxPaymentEvents: PaymentEventLog {
  let outbox: any EventOutbox

  func append(_ events: [PaymentEvent]) async throws {
    try await outbox.append(events.map(Self.domainEvent))
  }

  /// The event as the rest of the system reads it.
  /// `data` always holds paymentId, orderId, userId, amount, refundedAmount, status and method.
  static func domainEvent(_ event: PaymentEvent) -> DomainEvent {
    switch event {
    case .succeeded(let payment):
      domainEvent(.paymentSucceeded, payment) { _ in }
    case .failed(let payment):
      domainEvent(.paymentFailed, payment) { $0.member("reason", payment.failureReason) }
    case .refunded(let payment, let refund):
      domainEvent(.paymentRefunded, payment) { data in
        data.member("refundId", refund.id)
        data.member("refundAmount", refund.amount)
        data.member("fullyRefunded", payment.status == .refunded)
      }
    }
  }

  private static func domainEvent(_ type: EventType, _ payment: Payment, _ more: (inout JSONWriter) -> Void) -> DomainEvent {
    var data = JSONWriter(capacity: 512)
    data.object { data in
      data.member("paymentId", payment.id)
      data.member("orderId", payment.orderID)
      data.member("userId", payment.userID)
      data.member("amount", payment.amount)
      data.member("refundedAmount", payment.refundedAmount)
      data.member("status", payment.status.rawValue)
      data.member("method", payment.method.rawValue)
      more(&data)
    }
    return DomainEvent(
      type: type, aggregateID: payment.id, userID: payment.userID, occurredAt: payment.updatedAt, data: data.bytes)
  }
}
