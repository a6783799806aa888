import SharedKernel

/// Lists one page of accounts: all accounts for an administrator, the caller's own for a customer.
struct ListUsers: Sendable {
  let users: any UserRepository

  func callAsFunction(_ filter: UserFilter, sort: UserSort, page: Page, by caller: Caller) async throws -> PagedList<User> {
    guard let own = caller.onlyOwner else { return try await users.list(filter, sort: sort, page: page) }
    let matching = try await users.find(own).map { [$0] }?.filter(filter.matches) ?? []
    return PagedList(items: Array(matching.dropFirst(page.offset).prefix(page.limit)), total: matching.count, page: page)
  }
}
