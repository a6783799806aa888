import SharedKernel

/// Keeps what the order service's events tell of an order, and gives up or gives back the money of one that is no longer wanted.
///
/// A pending payment fails with the reason `order_cancelled`; a charged one is paid back by the background job. One that is being
/// charged at this moment is `ProcessPayment`'s to look after when its outcome is known: it reads the order after it has locked the
/// payment, and this use case locks the payment after it has written the order, so that one of the two sees the other.
struct ProjectOrder: Sendable {
  let orders: any OrderProjectionRepository
  let payments: any PaymentRepository
  let events: any PaymentEventLog
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Nothing changes when something newer is known already.
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
