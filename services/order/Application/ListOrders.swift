import SharedKernel

/// Lists one page of orders: all orders for an administrator, the caller's own for a customer.
struct ListOrders: Sendable {
  let orders: any OrderRepository

  /// For a customer, the list of another user's orders is empty.
  func callAsFunction(_ filter: OrderFilter, sort: OrderSort, page: Page, by caller: Caller) async throws -> PagedList<Order> {
    var visible = filter
    if !caller.isAdmin {
      if let wanted = filter.userID, wanted != caller.userID { return PagedList(items: [], total: 0, page: page) }
      visible.userID = caller.userID
    }
    return try await orders.list(visible, sort: sort, page: page)
  }
}
