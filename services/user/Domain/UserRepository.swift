import SharedKernel

/// Where accounts are kept. Deleted ones are not found by any of these.
protocol UserRepository: Sendable {
  /// Adds an account; throws `UserError.emailTaken`.
  func add(_ user: User, passwordHash: String) async throws
  /// Writes the changed values; throws `UserError.emailTaken`.
  func save(_ user: User) async throws
  /// Replaces the password hash.
  func save(passwordHash: String, of id: EntityID) async throws
  /// Marks as deleted, and frees the address.
  func delete(_ id: EntityID, at time: Timestamp) async throws
  /// One account.
  nonisolated(nonsending) func find(_ id: EntityID) async throws -> User?
  /// One account, locked until the unit of work ends.
  func lock(_ id: EntityID) async throws -> User?
  /// The accounts of these identifiers, in any order.
  func find(_ ids: [EntityID]) async throws -> [User]
  /// An account's password hash, the account locked until the unit of work ends.
  func lockedPasswordHash(of id: EntityID) async throws -> String?
  /// An account and its password hash.
  func credentials(for email: EmailAddress) async throws -> (user: User, passwordHash: String)?
  /// One page of all accounts.
  func list(_ filter: UserFilter, sort: UserSort, page: Page) async throws -> PagedList<User>
}
