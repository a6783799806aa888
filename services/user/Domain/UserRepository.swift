import SharedKernel

/// Stores accounts. Deleted accounts are never found.
protocol UserRepository: Sendable {
  /// Throws `UserError.emailTaken`.
  func add(_ user: User, passwordHash: String) async throws
  /// Throws `UserError.emailTaken`.
  func save(_ user: User) async throws
  func save(passwordHash: String, of id: EntityID) async throws
  /// Marks the account as deleted and frees its address.
  func delete(_ id: EntityID, at time: Timestamp) async throws
  func find(_ id: EntityID) async throws -> User?
  /// Locks the account until the unit of work ends.
  func lock(_ id: EntityID) async throws -> User?
  /// The accounts with these ids, in any order.
  func find(_ ids: [EntityID]) async throws -> [User]
  /// The password hash of an account, which is locked until the unit of work ends.
  func lockedPasswordHash(of id: EntityID) async throws -> String?
  func credentials(for email: EmailAddress) async throws -> (user: User, passwordHash: String)?
  /// One page, with the total of all pages.
  func list(_ filter: UserFilter, sort: UserSort, page: Page) async throws -> PagedList<User>
}
