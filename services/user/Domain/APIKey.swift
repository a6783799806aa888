import SharedKernel

/// A key of an integration, which acts for its owner within its scopes. The key itself is shown once and stored as a digest.
struct APIKey: Sendable, Hashable {
  /// The number of keys that an account may have.
  static let maximumCount = 20
  /// How long a key may be valid, in days.
  static let lifetimes = 1...365
  static let defaultLifetime = 90
  static let nameLengths = 1...100

  let id: EntityID
  let userID: EntityID
  let name: String
  /// The first characters of the key.
  let prefix: String
  /// Permissions, sorted.
  let scopes: [String]
  let createdAt: Timestamp
  let expiresAt: Timestamp
  /// When it was last exchanged; nil if never.
  var lastUsedAt: Timestamp?

  /// What the key grants now: its scopes, without those that its owner no longer has.
  func grants(of owner: User) -> [String] {
    let permissions = Set(owner.effectivePermissions)
    return scopes.filter(permissions.contains)
  }

  /// The roles of the owner that the scopes cover completely. A key with some of a role's permissions does not have the role.
  func roles(of owner: User) -> [Role] {
    let granted = Set(grants(of: owner))
    return owner.roles.filter { granted.isSuperset(of: $0.permissions) }
  }
}

/// Stores API keys. Revoked keys are never found.
protocol APIKeyRepository: Sendable {
  func add(_ key: APIKey, hash: String) async throws
  /// The number of keys of a user that have not expired.
  func count(of user: EntityID, at time: Timestamp) async throws -> Int
  /// One page of a user's keys, newest first.
  func list(of user: EntityID, page: Page) async throws -> PagedList<APIKey>
  /// Locks the key until the unit of work ends.
  func lock(_ id: EntityID) async throws -> APIKey?
  /// Finds a key that has not expired, and locks it until the unit of work ends.
  func lock(hash: String, at time: Timestamp) async throws -> APIKey?
  func noteUse(of id: EntityID, at time: Timestamp) async throws
  func revoke(_ id: EntityID, at time: Timestamp) async throws
}
