import SharedKernel

/// Applies the result of a payment to its order.
struct ApplyPaymentResult: Sendable {
  /// The effect of an event. An event that does not fit the order's status is not an error, because a retry would not help.
  enum Outcome: Sendable, Equatable {
    case applied
    case orderUnknown
    case doesNotFit(OrderError)
  }

  let orders: any OrderRepository
  let events: any OrderEventLog
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// The payment succeeded: pending → paid.
  func succeeded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .paid)
  }

  /// The payment was refunded in full: → refunded.
  func refunded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .refunded)
  }

  /// The payment failed: the order does not change and the attempt is recorded.
  func failed(_ attempt: FailedPayment) async throws -> Outcome {
    try await work.perform {
      guard try await orders.lock(attempt.orderID) != nil else { return .orderUnknown }
      try await orders.record(attempt)
      return .applied
    }
  }

  private func move(_ id: EntityID, to next: OrderStatus) async throws -> Outcome {
    try await work.perform {
      guard var order = try await orders.lock(id) else { return .orderUnknown }
      let event: OrderEvent
      do throws(OrderError) { event = try order.move(to: next, by: .paymentService, at: now()) } catch { return .doesNotFit(error) }
      try await orders.save(order)
      try await events.append([event])
      return .applied
    }
  }
}
