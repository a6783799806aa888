import SharedKernel

/// What this service knows of an order, learnt from the order service's events.
struct OrderProjection: Sendable, Equatable {
  let id: EntityID
  let userID: EntityID
  let amount: Money
  /// The order service's word for the order's state; this service only knows what to do with `pending`.
  let status: String
  /// The sequence of the event that told it; an older event never overwrites a newer one.
  let sequence: Int64

  /// Whether a payment may be begun or charged.
  var isPayable: Bool { status == "pending" }

  /// Whether money for it is to be given back: it was cancelled, or deleted before it was paid.
  var isAbandoned: Bool { status == "cancelled" || status == Self.deletedUnpaid }

  /// The state of an order that was deleted while it was pending or cancelled.
  static let deletedUnpaid = "deleted_unpaid"
  /// The state of an order that was deleted in any other state.
  static let deleted = "deleted"
}
