import SharedKernel

/// A full or partial refund of a payment.
struct Refund: Sendable, Equatable {
  /// The raw value is the name in the database.
  enum Status: String, Sendable, CaseIterable {
    case processing, success, failed
  }

  /// Also the provider's idempotency key.
  let id: EntityID
  let paymentID: EntityID
  let amount: Money
  var status: Status
  /// The `Idempotency-Key` of the request. A request with the same key returns this refund.
  var idempotencyKey: String?
  let createdAt: Timestamp
  /// The time from which the background job executes a refund that is still processing.
  var dueAt: Timestamp

  /// The time that a request has for its own refund before the background job takes over.
  static let timeout: Duration = .seconds(30)
  /// The pause before the next refund of a cancelled order after the provider has refused one.
  static let pauseAfterRefusal: Duration = .seconds(3600)
  /// The key of a refund that this service starts itself. Keys of requests start with a user id, so none is equal.
  static let automaticKey = "order no longer wanted"
}
