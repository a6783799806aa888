import SharedKernel

/// Many orders in one go, by their ids or by their owners. What the caller may not see is left out.
struct LookUpOrders: Sendable {
  let orders: any OrderRepository

  /// The orders with these ids, in the order of the ids.
  func callAsFunction(ids: [EntityID], by caller: Caller) async throws -> [Order] {
    try await orders.find(ids: ids, owner: caller.isAdmin ? nil : caller.userID)
  }

  /// The newest orders of each of these users, in the order of the users.
  func callAsFunction(
    ofUsers userIDs: [EntityID], status: OrderStatus?, limitPerUser: Int, by caller: Caller
  ) async throws -> [Order] {
    let visible = userIDs.filter(caller.maySee)
    guard !visible.isEmpty else { return [] }
    return try await orders.newest(ofUsers: visible, status: status, limitPerUser: limitPerUser)
  }
}
