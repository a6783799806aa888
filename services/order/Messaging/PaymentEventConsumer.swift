import JSON
import Logging
import Messaging
import SharedKernel

/// Lets orders follow the payment service's events.
struct PaymentEventConsumer: Sendable {
  let applyPaymentResult: ApplyPaymentResult
  let logger: Logger

  /// Applies one event. Throws `MessagingError.rejected` for data that it does not understand.
  func handle(_ event: IncomingEvent) async throws {
    try await handle(event.type, data: event.data, occurredAt: event.occurredAt)
  }

  func handle(_ type: String, data: JSONView, occurredAt: Timestamp) async throws {
    guard let orderID = data["orderId"]?.string.flatMap(EntityID.init) else { throw MessagingError.rejected("no orderId") }
    let outcome: ApplyPaymentResult.Outcome
    switch EventType(rawValue: type) {
    case .paymentSucceeded:
      outcome = try await applyPaymentResult.succeeded(orderID: orderID)
    case .paymentFailed:
      guard let paymentID = data["paymentId"]?.string.flatMap(EntityID.init) else { throw MessagingError.rejected("no paymentId") }
      let reason = data["reason"]?.string ?? "unknown"
      outcome = try await applyPaymentResult.failed(
        FailedPayment(paymentID: paymentID, orderID: orderID, reason: reason, occurredAt: occurredAt))
    case .paymentRefunded:
      // A partial refund changes nothing about the order.
      guard data["fullyRefunded"]?.bool == true else { return }
      outcome = try await applyPaymentResult.refunded(orderID: orderID)
    default:
      return
    }
    if outcome != .applied {
      logger.warning("event not applied", metadata: ["type": "\(type)", "orderId": "\(orderID)", "outcome": "\(outcome)"])
    }
  }
}
