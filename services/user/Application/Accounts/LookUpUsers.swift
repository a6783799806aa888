import SharedKernel

/// Looks up many accounts by their ids. Accounts that the caller may not see are left out.
struct LookUpUsers: Sendable {
  let users: any UserRepository

  /// The matching accounts in the order of the ids.
  func callAsFunction(ids: [EntityID], matching filter: UserFilter, by caller: Caller) async throws -> [User] {
    let visible = ids.filter(caller.maySee)
    if visible.isEmpty { return [] }
    let found = Dictionary(try await users.find(visible).map { ($0.id, $0) }) { first, _ in first }
    return visible.compactMap { found[$0] }.filter(filter.matches)
  }
}
