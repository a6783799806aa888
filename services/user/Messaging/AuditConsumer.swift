import JSON
import Messaging
import SharedKernel

/// What the audit log keeps of an order or payment event.
struct AuditedPayload: EventPayload {
  static let eventNames = [
    AuditAction.orderCreated, .orderStatusChanged, .orderDeleted, .paymentSucceeded, .paymentFailed, .paymentRefunded,
  ].map(\.rawValue)

  /// The members of `data` that are kept.
  private static let detailNames = [
    "orderId", "paymentId", "userId", "from", "to", "status", "actor", "totalAmount", "amount", "refundAmount", "method", "reason",
  ]

  let action: AuditAction
  /// Nil when the event has no actor: the owner acted. `.some(nil)` when the actor is not an id: a service acted.
  let actor: EntityID??
  let detail: [(name: String, value: String)]

  init(eventName: String, data: JSONView) throws(MessagingError) {
    guard let action = AuditAction(rawValue: eventName) else { throw .rejected("unexpected event \(eventName)") }
    self.action = action
    actor = data["actor"].map { $0.string.flatMap { EntityID($0) } }
    detail = Self.detailNames.compactMap { name in
      data[name].flatMap { $0.string ?? $0.numberText }.map { (name: name, value: $0) }
    }
  }
}

/// Records order and payment events in the audit log.
struct AuditConsumer: Sendable {
  let audit: any AuditLog

  func handle(_ event: EventEnvelope<AuditedPayload>) async throws {
    let data = event.data
    try await audit.record(
      data.action, actor: data.actor ?? event.userID, subject: event.aggregateID, detail: data.detail, at: event.occurredAt)
  }
}
