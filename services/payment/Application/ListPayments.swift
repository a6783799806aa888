import SharedKernel

/// One page of payments: of all for an administrator, of their own for a customer.
struct ListPayments: Sendable {
  let payments: any PaymentRepository

  /// A customer who asks for somebody else's payments gets an empty page.
  func callAsFunction(
    _ filter: PaymentFilter, sort: PaymentSort, page: Page, by caller: Caller
  ) async throws -> PagedList<Payment> {
    var visible = filter
    if !caller.isAdmin {
      if let wanted = filter.userID, wanted != caller.userID { return PagedList(items: [], total: 0, page: page) }
      visible.userID = caller.userID
    }
    return try await payments.list(visible, sort: sort, page: page)
  }
}
