import SharedKernel

/// Applies the result of a payment to its order.
struct ApplyPaymentResult: Sendable {
  /// The effect of an event. An event that does not fit the state of the order is not an error: a retry would not help.
  enum Outcome: Sendable, Equatable {
    case applied
    case orderUnknown
    case doesNotFit(OrderError)
  }

  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// pending → paid
  func succeeded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .paid)
  }

  /// → refunded. Only for a full refund.
  func refunded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .refunded)
  }

  /// Records the attempt; the order does not change.
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
      try await events.append(event)
      return .applied
    }
  }
}
