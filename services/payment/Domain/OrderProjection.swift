import SharedKernel

/// This service's copy of an order, built from the events of the order service.
struct OrderProjection: Sendable, Equatable {
  let id: EntityID
  let userID: EntityID
  let amount: Money
  /// The status in the order service, or `deletedUnpaid` or `deleted`.
  let status: String
  /// The sequence of the event that was projected. An older event never overwrites a newer one.
  let sequence: Int64

  /// Whether a payment may be created or charged.
  var isPayable: Bool { status == "pending" }

  /// Whether its money must be refunded: it was cancelled, or deleted before it was paid.
  var isAbandoned: Bool { status == "cancelled" || status == Self.deletedUnpaid }

  /// The status of an order that was deleted while it was pending or cancelled.
  static let deletedUnpaid = "deleted_unpaid"
  /// The status of an order that was deleted in any other status.
  static let deleted = "deleted"
}
