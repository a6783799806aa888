import SharedKernel

/// A payment for an order that did not go through. The order stays as it is; the attempt is kept.
struct FailedPayment: Sendable, Equatable {
  let paymentID: EntityID
  let orderID: EntityID
  let reason: String
  let occurredAt: Timestamp
}
