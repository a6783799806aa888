import SharedKernel

/// One order, if it is the caller's to see.
struct FindOrder: Sendable {
  let orders: any OrderRepository

  /// Throws `OrderError.notFound` for an unknown, deleted or foreign id alike.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> Order {
    guard let order = try await orders.find(id), caller.maySee(order.userID) else { throw OrderError.notFound }
    return order
  }
}
