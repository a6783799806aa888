import SharedKernel

/// Cancels the pending orders of a deleted user, who places no more.
struct CancelOrdersOfUser: Sendable {
  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Returns the number of cancelled orders.
  func callAsFunction(_ userID: EntityID) async throws -> Int {
    try await work.perform {
      try await orders.recordDeletedUser(userID, at: now())
      let pending = try await orders.lockPending(ofUser: userID)
      for var order in pending {
        let event = try order.move(to: .cancelled, by: .service("user-service"), at: now())
        try await orders.save(order)
        try await events.append(event)
      }
      return pending.count
    }
  }
}
