import SharedKernel

/// Many payments in one go, by their ids or by their orders. What the caller may not see is left out.
struct LookUpPayments: Sendable {
  let payments: any PaymentRepository

  /// The payments with these ids, in the order of the ids.
  func callAsFunction(ids: [EntityID], by caller: Caller) async throws -> [Payment] {
    try await payments.find(ids: ids, owner: caller.isAdmin ? nil : caller.userID)
  }

  /// At most one payment for each of these orders, in the order of the orders.
  func callAsFunction(ofOrders orderIDs: [EntityID], by caller: Caller) async throws -> [Payment] {
    try await payments.current(ofOrders: orderIDs, owner: caller.isAdmin ? nil : caller.userID)
  }
}
