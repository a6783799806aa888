import SharedKernel

/// Keeps what the order service's events tell of an order.
struct LearnOrder: Sendable {
  let orders: any KnownOrderRepository

  /// Nothing changes when something newer is known already.
  func callAsFunction(_ order: KnownOrder) async throws {
    try await orders.learn(order)
  }
}
