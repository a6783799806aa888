import SharedKernel

/// Changes an order's status for a user. An administrator may use every transition of the state machine except those that only a payment
/// may cause. The owner may only cancel.
struct ChangeOrderStatus: Sendable {
  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Returns the changed order. `check` receives the order before the change, and may throw.
  /// Throws, in this order of precedence, `OrderError.notFound`, `.onlyCancellationAllowed`, what `check` throws,
  /// `.illegalStateChange` and `.followsMoney`.
  func callAsFunction(
    _ id: EntityID, to next: OrderStatus, by caller: Caller, provided check: @Sendable (Order) throws -> Void = { _ in }
  ) async throws -> Order {
    try await work.perform {
      guard var order = try await orders.lock(id), caller.maySee(order.userID) else { throw OrderError.notFound }
      guard caller.isAdmin || next == .cancelled else { throw OrderError.onlyCancellationAllowed }
      try check(order)
      let event = try order.move(to: next, by: .user(caller.userID), at: now())
      try await orders.save(order)
      try await events.append(event)
      return order
    }
  }
}
