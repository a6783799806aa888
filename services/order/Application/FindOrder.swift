import SharedKernel

/// Finds one order that the caller may see.
struct FindOrder: Sendable {
  let orders: any OrderRepository

  /// Throws `OrderError.notFound` if the order does not exist, is deleted, or belongs to another user.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> Order {
    guard let order = try await orders.find(id), caller.maySee(order.userID) else { throw OrderError.notFound }
    return order
  }
}
