import SharedKernel

/// Lets an order follow what became of its payment.
struct ApplyPaymentResult: Sendable {
  /// What an event did. An event that does not fit the order's state is no error: trying it again would never help.
  enum Outcome: Sendable, Equatable {
    case applied
    case orderUnknown
    case doesNotFit(OrderError)
  }

  let orders: any OrderRepository
  let events: any OrderEventLog
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// A payment went through: pending → paid.
  func succeeded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .paid)
  }

  /// All of a payment was paid back: → refunded.
  func refunded(orderID: EntityID) async throws -> Outcome {
    try await move(orderID, to: .refunded)
  }

  /// A payment did not go through: the order stays as it is and the attempt is kept.
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
