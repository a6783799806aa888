import SharedKernel

/// Places an order for the caller: order, items and event in one unit of work.
struct PlaceOrder: Sendable {
  let orders: any OrderRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Throws `OrderError.totalTooLarge`, `.invalidItems` and `.accountDeleted`.
  func callAsFunction(_ draft: OrderDraft, by caller: Caller) async throws -> Order {
    let order = try Order.place(draft, for: caller.userID, at: now())
    try await work.perform {
      try await orders.add(order)
      try await events.append(OrderEvent.created(order))
    }
    return order
  }
}
