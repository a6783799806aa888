import SharedKernel

/// Deletes an order (soft delete). The route allows it only for administrators.
struct DeleteOrder: Sendable {
  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// `check` is as in `ChangeOrderStatus`. Throws `OrderError.notFound` and what `check` throws.
  func callAsFunction(_ id: EntityID, by caller: Caller, provided check: @Sendable (Order) throws -> Void = { _ in }) async throws {
    try await work.perform {
      guard var order = try await orders.lock(id), caller.maySee(order.userID) else { throw OrderError.notFound }
      try check(order)
      let event = order.delete(by: .user(caller.userID), at: now())
      try await orders.save(order)
      try await events.append(event)
    }
  }
}
