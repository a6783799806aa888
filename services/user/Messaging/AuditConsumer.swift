import JSON
import Messaging
import SharedKernel

/// Writes down what happens to orders and payments.
struct AuditConsumer: Sendable {
  /// The members of an event's data that are worth keeping.
  private static let kept = [
    "orderId", "paymentId", "userId", "from", "to", "status", "actor", "totalAmount", "amount", "refundAmount", "method", "reason",
  ]

  let audit: any AuditLog

  /// Applies one event. Throws `MessagingError.rejected` for one that there is no line for.
  func handle(_ event: IncomingEvent) async throws {
    try await handle(event.type, aggregateID: event.aggregateID, userID: event.userID, occurredAt: event.occurredAt, data: event.data)
  }

  func handle(_ type: String, aggregateID: EntityID, userID: EntityID?, occurredAt: Timestamp, data: JSONView) async throws {
    guard let action = AuditAction(rawValue: type) else { throw MessagingError.rejected("no line for \(type)") }
    let detail = AuditConsumer.kept.compactMap { name in
      data[name].flatMap { $0.string ?? $0.numberText }.map { (name: name, value: $0) }
    }
    // An actor that is no identifier is a service; without an actor it was the owner.
    let actor = data["actor"].map { $0.string.flatMap { EntityID($0) } } ?? userID
    try await audit.record(action, actor: actor, subject: aggregateID, detail: detail, at: occurredAt)
  }
}
