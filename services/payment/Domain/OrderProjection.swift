import SharedKernel

/// An order as this service knows it from the order service's events.
struct OrderProjection: Sendable, Equatable {
  let id: EntityID
  let userID: EntityID
  let amount: Money
  /// The order's status in the order service, or one of the two values below.
  let status: String
  /// The sequence number of the last event. An older event never overwrites a newer one.
  let sequence: Int64

  /// Whether a payment may be created or charged.
  var isPayable: Bool { status == "pending" }

  /// Whether its payment must be refunded: the order was cancelled, or deleted before it was paid.
  var isAbandoned: Bool { status == "cancelled" || status == Self.deletedUnpaid }

  /// An order that was deleted while it was pending or cancelled.
  static let deletedUnpaid = "deleted_unpaid"
  /// An order that was deleted with any other status.
  static let deleted = "deleted"
}
