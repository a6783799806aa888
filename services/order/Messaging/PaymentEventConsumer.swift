import JSON
import Logging
import Messaging
import Observability
import SharedKernel

/// What this service reads of the payment service's events.
struct PaymentEventPayload: EventPayload {
  enum Result: Sendable {
    case succeeded
    case failed(paymentID: EntityID, reason: String)
    case refunded(isFull: Bool)
  }

  static let eventNames = ["payment.success", "payment.failed", "payment.refunded"]

  let orderID: EntityID
  let result: Result

  init(eventName: String, data: JSONView) throws(MessagingError) {
    guard let orderID = data["orderId"]?.string.flatMap(EntityID.init) else { throw .rejected("orderId is missing or not an id") }
    self.orderID = orderID
    switch eventName {
    case "payment.success":
      result = .succeeded
    case "payment.failed":
      guard let paymentID = data["paymentId"]?.string.flatMap(EntityID.init) else { throw .rejected("paymentId is missing or not an id") }
      result = .failed(paymentID: paymentID, reason: data["reason"]?.string ?? "unknown")
    case "payment.refunded":
      result = .refunded(isFull: data["fullyRefunded"]?.bool ?? false)
    default:
      throw .rejected("unexpected event \(eventName)")
    }
  }
}

/// Applies payment events to the orders that they belong to. Counts the events by outcome in `order_payment_events_total`.
struct PaymentEventConsumer: Sendable {
  private static let counter = "order_payment_events_total"

  private let applyPaymentResult: ApplyPaymentResult
  private let metrics: PrometheusRegistry
  private let logger: Logger

  init(applyPaymentResult: ApplyPaymentResult, metrics: PrometheusRegistry, logger: Logger) {
    self.applyPaymentResult = applyPaymentResult
    self.metrics = metrics
    self.logger = logger
    metrics.describe(Self.counter, "Payment events, by event and outcome: applied, or the reason why the order did not change.")
  }

  func handle(_ event: EventEnvelope<PaymentEventPayload>) async throws {
    let orderID = event.data.orderID
    let outcome: ApplyPaymentResult.Outcome
    switch event.data.result {
    case .succeeded:
      outcome = try await applyPaymentResult.succeeded(orderID: orderID)
    case .failed(let paymentID, let reason):
      outcome = try await applyPaymentResult.failed(
        FailedPayment(paymentID: paymentID, orderID: orderID, reason: reason, occurredAt: event.occurredAt))
    case .refunded(let isFull):
      outcome = try await applyPaymentResult.refunded(orderID: orderID, isFull: isFull)
    }
    switch outcome {
    case .applied: count(event.name, "applied")
    case .unchanged(let reason):
      count(event.name, reason.rawValue)
      logger.notice(
        "event changes nothing", metadata: ["type": "\(event.name)", "orderId": "\(orderID)", "reason": "\(reason.rawValue)"])
    }
  }

  private func count(_ event: String, _ outcome: String) {
    metrics.makeCounter(label: Self.counter, dimensions: [("event", event), ("outcome", outcome)]).increment(by: 1)
  }
}
