/// Every kind of event that the services tell each other; the raw value is the event's `type` and its routing key.
///
/// Each has a JSON Schema of its name in `schema/events`.
public enum EventType: String, Sendable, Hashable, CaseIterable {
  /// An account was made.
  case userCreated = "user.created"
  /// An account has other members.
  case userUpdated = "user.updated"
  /// An account is gone.
  case userDeleted = "user.deleted"
  /// Somebody wants a new password for an address, which need not have an account.
  case passwordResetRequested = "user.password_reset_requested"
  /// An order was placed.
  case orderCreated = "order.created"
  /// An order took a step.
  case orderStatusChanged = "order.status_changed"
  /// An order is gone.
  case orderDeleted = "order.deleted"
  /// A payment was charged.
  case paymentSucceeded = "payment.success"
  /// A payment was declined or given up.
  case paymentFailed = "payment.failed"
  /// Money went back, all of it or a part.
  case paymentRefunded = "payment.refunded"
}
