import SharedKernel

/// One page of orders: of all for an administrator, of their own for a customer.
struct ListOrders: Sendable {
  let orders: any OrderRepository

  /// A customer who asks for somebody else's orders gets an empty page.
  func callAsFunction(_ filter: OrderFilter, sort: OrderSort, page: Page, by caller: Caller) async throws -> PagedList<Order> {
    var visible = filter
    if !caller.isAdmin {
      if let wanted = filter.userID, wanted != caller.userID { return PagedList(items: [], total: 0, page: page) }
      visible.userID = caller.userID
    }
    return try await orders.list(visible, sort: sort, page: page)
  }
}
