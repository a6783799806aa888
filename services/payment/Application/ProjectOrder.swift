import SharedKernel

/// Updates the projection of an order from an event of the order service. When the order is abandoned, its payment is abandoned or refunded.
///
/// A pending payment fails with the reason `order_cancelled`; the background job refunds a charged one. `ProcessPayment` handles a payment
/// that is being charged, when its outcome is known. It reads the order after it has locked the payment, and this use case locks the
/// payment after it has written the order, so that one of the two sees the change of the other.
struct ProjectOrder: Sendable {
  let orders: any OrderProjectionRepository
  let payments: any PaymentRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Has no effect when the projection is newer than the event.
  func callAsFunction(_ order: OrderProjection) async throws {
    try await work.perform {
      guard try await orders.saveIfNewer(order), order.isAbandoned, var payment = try await payments.lockLive(ofOrder: order.id) else {
        return
      }
      switch payment.status {
      case .pending:
        let event = try payment.abandon(reason: "order_cancelled", at: now())
        try await payments.save(payment)
        try await events.append(event)
      case .success:
        guard let refund = try payment.beginAutomaticRefund(at: now()) else { return }
        try await payments.save(payment)
        try await payments.add(refund)
      case .processing, .failed, .refunded: return
      }
    }
  }
}
