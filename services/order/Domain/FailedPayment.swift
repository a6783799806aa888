import SharedKernel

/// A failed attempt to pay an order.
struct FailedPayment: Sendable, Equatable {
  let paymentID: EntityID
  let orderID: EntityID
  let reason: String
  let occurredAt: Timestamp
}
