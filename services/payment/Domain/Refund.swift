import SharedKernel

/// One paying back of a payment, in whole or in part.
struct Refund: Sendable, Equatable {
  /// Where a refund stands. The raw value is the word in the database.
  enum Status: String, Sendable, CaseIterable {
    case processing, success, failed
  }

  /// Also the provider's idempotency key.
  let id: EntityID
  let paymentID: EntityID
  let amount: Money
  var status: Status
  /// The `Idempotency-Key` of the request that asked for it: the same key again means this refund again.
  var idempotencyKey: String?
  let createdAt: Timestamp
  /// From when on the background job has it carried out, unless that has happened.
  var dueAt: Timestamp

  /// How long the request that asked for a refund is left alone with it.
  static let patience: Duration = .seconds(30)
  /// How long after the provider's refusal it is asked again for the money of an order that is no longer wanted.
  static let pauseAfterRefusal: Duration = .seconds(3600)
  /// The key of a refund that this service began by itself. No request has it: theirs begin with a user's id.
  static let automaticKey = "order no longer wanted"
}
