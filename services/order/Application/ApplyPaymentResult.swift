import SharedKernel

/// Applies the result of a payment to its order.
///
/// Each event of a payment has an effect in each state of the order, a reason for which it has none, or is an error: then it is delivered again
/// and finally dead-lettered. docs/state-machines.md has the table.
struct ApplyPaymentResult: Sendable {
  enum Outcome: Sendable, Equatable {
    /// The order has changed its status, or the failed payment is recorded.
    case applied
    case unchanged(Reason)
  }

  /// Why an event does not change an order. The raw value is its name in logs and metrics.
  enum Reason: String, Sendable, CaseIterable {
    case alreadyPaid = "already_paid"
    case alreadyRefunded = "already_refunded"
    /// The order was cancelled before its payment was charged. The payment service refunds such a payment, and reports that too.
    case refundFollows = "refund_follows"
    case partialRefund = "partial_refund"
    case orderDeleted = "order_deleted"
  }

  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// pending → paid. Throws `OrderError.notFound`.
  func succeeded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .paid) { status in
      switch status {
      case .pending: nil
      case .cancelled: .refundFollows
      case .paid, .processing, .shipped, .delivered, .refunded: .alreadyPaid
      }
    }
  }

  /// → refunded, if the whole amount was refunded. Throws `OrderError.notFound`, and `.illegalStateChange` if the order was not paid.
  func refunded(orderID: EntityID, isFull: Bool) async throws -> Outcome {
    try await move(orderID, to: .refunded) { status in
      if status == .refunded { .alreadyRefunded } else { isFull ? nil : .partialRefund }
    }
  }

  /// Records the attempt; the order does not change. Throws `OrderError.notFound`.
  func failed(_ attempt: FailedPayment) async throws -> Outcome {
    try await work.perform {
      guard try await orders.lockIncludingDeleted(attempt.orderID) != nil else { throw OrderError.notFound }
      try await orders.record(attempt)
      return .applied
    }
  }

  private func move(
    _ id: EntityID, to next: OrderStatus, unless reason: @Sendable (OrderStatus) -> Reason?
  ) async throws -> Outcome {
    try await work.perform {
      guard var order = try await orders.lockIncludingDeleted(id) else { throw OrderError.notFound }
      if order.deletedAt != nil { return .unchanged(.orderDeleted) }
      if let reason = reason(order.status) { return .unchanged(reason) }
      let event = try order.move(to: next, by: .paymentService, at: now())
      try await orders.save(order)
      try await events.append(event)
      return .applied
    }
  }
}
