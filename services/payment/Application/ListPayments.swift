import SharedKernel

/// Lists one page of payments: all payments for an administrator, the caller's own for a customer.
struct ListPayments: Sendable {
  let payments: any PaymentRepository

  /// For a customer, the list of another user's payments is empty.
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
