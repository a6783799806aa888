import SharedKernel

/// A failed payment of an order. The order does not change; the attempt is recorded.
struct FailedPayment: Sendable, Equatable {
  let paymentID: EntityID
  let orderID: EntityID
  let reason: String
  let occurredAt: Timestamp
}
