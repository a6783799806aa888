import SharedKernel

/// Finds one account that the caller may see.
struct FindUser: Sendable {
  let users: any UserRepository

  /// Throws `UserError.notFound` if the account does not exist or belongs to another user.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> User {
    guard caller.maySee(id), let user = try await users.find(id) else { throw UserError.notFound }
    return user
  }
}
