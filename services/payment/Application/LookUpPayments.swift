import SharedKernel

/// Looks up many payments by their ids or by their orders. Payments that the caller may not see are left out.
struct LookUpPayments: Sendable {
  let payments: any PaymentRepository

  /// The matching payments in the order of the ids; if `orderIDs` is nil, of all orders.
  func callAsFunction(
    ids: [EntityID], ofOrders orderIDs: [EntityID]? = nil, matching filter: PaymentFilter = PaymentFilter(), by caller: Caller
  ) async throws -> [Payment] {
    let wanted = orderIDs.map(Set.init)
    return try await payments.find(ids: ids, owner: caller.onlyOwner)
      .filter { filter.matches($0) && wanted?.contains($0.orderID) ?? true }
  }

  /// At most one matching payment per order, in the order of the orders.
  func callAsFunction(
    ofOrders orderIDs: [EntityID], matching filter: PaymentFilter = PaymentFilter(), by caller: Caller
  ) async throws -> [Payment] {
    try await payments.current(ofOrders: orderIDs, owner: caller.onlyOwner).filter(filter.matches)
  }
}
