import SharedKernel

/// Many payments in one go, by their ids or by their orders. What the caller may not see is left out.
struct LookUpPayments: Sendable {
  let payments: any PaymentRepository

  /// Of the payments with these ids those that match, in the order of the ids; `orderIDs` nil is those of every order.
  func callAsFunction(
    ids: [EntityID], ofOrders orderIDs: [EntityID]? = nil, matching filter: PaymentFilter = PaymentFilter(), by caller: Caller
  ) async throws -> [Payment] {
    let wanted = orderIDs.map(Set.init)
    return try await payments.find(ids: ids, owner: caller.onlyOwner)
      .filter { filter.matches($0) && wanted?.contains($0.orderID) ?? true }
  }

  /// At most one payment for each of these orders, if it matches, in the order of the orders.
  func callAsFunction(
    ofOrders orderIDs: [EntityID], matching filter: PaymentFilter = PaymentFilter(), by caller: Caller
  ) async throws -> [Payment] {
    try await payments.current(ofOrders: orderIDs, owner: caller.onlyOwner).filter(filter.matches)
  }
}
