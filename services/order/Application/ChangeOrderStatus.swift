import SharedKernel

/// Moves an order to another state at a user's wish. An administrator may take every step of the state machine but those that follow a
/// payment; the owner may only cancel.
struct ChangeOrderStatus: Sendable {
  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// The order after the step. `check` sees the order as it is before, and may throw.
  /// Throws `OrderError` `.notFound` and `.onlyCancellationAllowed`, what `check` throws,
  /// `.illegalStateChange` and `.followsMoney`, in that order of precedence.
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
