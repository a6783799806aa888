import SharedKernel

/// Looks up many orders by their ids or by their owners. Orders that the caller may not see are left out.
struct LookUpOrders: Sendable {
  let orders: any OrderRepository

  /// The matching orders in the order of the ids; if `userIDs` is nil, of all users.
  func callAsFunction(
    ids: [EntityID], ofUsers userIDs: [EntityID]? = nil, matching filter: OrderFilter = OrderFilter(), by caller: Caller
  ) async throws -> [Order] {
    let owners = userIDs.map(Set.init)
    return try await orders.find(ids: ids, owner: caller.onlyOwner)
      .filter { filter.matches($0) && owners?.contains($0.userID) ?? true }
  }

  /// The newest matching orders of each user, in the order of the users.
  func callAsFunction(
    ofUsers userIDs: [EntityID], matching filter: OrderFilter, limitPerUser: Int, by caller: Caller
  ) async throws -> [Order] {
    let visible = userIDs.filter { caller.maySee($0) && filter.userID ?? $0 == $0 }
    guard !visible.isEmpty else { return [] }
    return try await orders.newest(ofUsers: visible, matching: filter, limitPerUser: limitPerUser)
  }
}
