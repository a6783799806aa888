import SharedKernel

/// Updates the projection of an order from an event, and fails or refunds the payment of a cancelled order.
///
/// A pending payment fails with the reason `order_cancelled`; the background job refunds a charged one. `ProcessPayment` handles a payment
/// that is being charged: it reads the order after it has locked the payment, and this use case locks the payment after it has written the
/// order, so that one of the two sees the other's change.
struct ProjectOrder: Sendable {
  let orders: any OrderProjectionRepository
  let payments: any PaymentRepository
  let events: any PaymentEventLog
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Changes nothing if a newer state is stored.
  func callAsFunction(_ order: OrderProjection) async throws {
    try await work.perform {
      guard try await orders.project(order), order.isAbandoned, var payment = try await payments.lockLive(ofOrder: order.id) else { return }
      switch payment.status {
      case .pending:
        let event = try payment.abandon(reason: "order_cancelled", at: now())
        try await payments.save(payment)
        try await events.append([event])
      case .success:
        guard let refund = try payment.beginAutomaticRefund(at: now()) else { return }
        try await payments.save(payment)
        try await payments.add(refund)
      case .processing, .failed, .refunded: return
      }
    }
  }
}
