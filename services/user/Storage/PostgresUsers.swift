import Postgres
import SharedKernel

/// Accounts in the table `users`.
struct PostgresUsers: UserRepository {
  let database: PostgresClient

  func add(_ user: User, passwordHash: String) async throws {
    try await refusingTakenEmail {
      try await database.execute(
        """
        INSERT INTO users (id, email, password_hash, first_name, last_name, roles, created_at, updated_at)
        VALUES (\(user.id), \(user.email.description), \(passwordHash), \(user.firstName), \(user.lastName), \(user.roles.map(\.rawValue)),
          \(user.createdAt), \(user.updatedAt))
        """)
    }
  }

  func save(_ user: User) async throws {
    try await refusingTakenEmail {
      try await database.execute(
        """
        UPDATE users SET email = \(user.email.description), pending_email = \(user.pendingEmail?.description), first_name = \(user.firstName), last_name = \(user.lastName),
          roles = \(user.roles.map(\.rawValue)), updated_at = \(user.updatedAt), permissions = \(user.permissions),
          email_verified_at = CASE WHEN \(user.isEmailVerified)::boolean THEN coalesce(email_verified_at, \(user.updatedAt)) END
        WHERE id = \(user.id) AND deleted_at IS NULL
        """)
    }
  }

  func save(passwordHash: String, of id: EntityID) async throws {
    try await database.execute("UPDATE users SET password_hash = \(passwordHash) WHERE id = \(id) AND deleted_at IS NULL")
  }

  func delete(_ id: EntityID, at time: Timestamp) async throws {
    try await database.execute("UPDATE users SET deleted_at = \(time), updated_at = \(time) WHERE id = \(id) AND deleted_at IS NULL")
  }

  func find(_ id: EntityID) async throws -> User? {
    try await database.row(Self.byID, id).map { try User(row: $0) }
  }

  // Not FOR UPDATE: the foreign key of a new session would wait for it, while this statement waits for that session's rotation.
  func lock(_ id: EntityID) async throws -> User? {
    let rows = try await database.query("SELECT \(sql: Self.columns) FROM users WHERE id = \(id) AND deleted_at IS NULL FOR NO KEY UPDATE")
    return try rows.first.map { try User(row: $0) }
  }

  func find(_ ids: [EntityID]) async throws -> [User] {
    try await database.read(Self.byID.many(ids)).map { try User(row: $0) }
  }

  func lockedPasswordHash(of id: EntityID) async throws -> String? {
    let rows = try await database.query("SELECT password_hash FROM users WHERE id = \(id) AND deleted_at IS NULL FOR NO KEY UPDATE")
    return try rows.first?.get("password_hash")
  }

  func credentials(for email: EmailAddress) async throws -> (user: User, passwordHash: String)? {
    let rows = try await database.query(
      "SELECT password_hash, \(sql: Self.columns) FROM users WHERE email = \(email.description) AND deleted_at IS NULL")
    guard let row = rows.first else { return nil }
    return (try User(row: row), try row.get("password_hash"))
  }

  func list(_ filter: UserFilter, sort: UserSort, page: Page) async throws -> PagedList<User> {
    var matching: SQL = "FROM users WHERE deleted_at IS NULL"
    if let role = filter.role { matching += " AND roles @> ARRAY[\(role.rawValue)::text]" }
    let order: SQL =
      switch sort {
      case .newest: "created_at DESC, id DESC"
      case .oldest: "created_at, id"
      case .email: "email, id"
      case .emailDescending: "email DESC, id DESC"
      }
    let rows = try await database.query(
      "SELECT \(sql: Self.columns) \(sql: matching) ORDER BY \(sql: order) LIMIT \(page.limit) OFFSET \(page.offset)")
    let count = try await database.query("SELECT count(*) AS total \(sql: matching)")
    return PagedList(items: try rows.map { try User(row: $0) }, total: try count.first?.get("total") ?? 0, page: page)
  }

  /// The columns that `User` is read from. The password's hash is not among them.
  private static let columns: SQL =
    "id, email, first_name, last_name, roles, permissions, email_verified_at IS NOT NULL AS is_email_verified, pending_email, created_at, updated_at"

  private static let byID = PostgresLookup(
    one: { "SELECT \(sql: columns) FROM users WHERE id = \($0) AND deleted_at IS NULL" },
    many: { "SELECT \(sql: columns) FROM users WHERE id = ANY(\($0)::uuid[]) AND deleted_at IS NULL" })

  private func refusingTakenEmail(_ write: () async throws -> Int) async throws {
    do {
      _ = try await write()
    } catch let error as PostgresError where error.code == .uniqueViolation(constraint: "users_email_living") {
      throw UserError.emailTaken
    }
  }
}

extension User {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    let roles: [String] = try row.get("roles")
    let pending: String? = try row.get("pending_email")
    self.init(
      id: try row.get("id"), email: EmailAddress(stored: try row.get("email")), firstName: try row.get("first_name"),
      lastName: try row.get("last_name"),
      roles: roles.compactMap(Role.init(rawValue:)), permissions: try row.get("permissions"),
      isEmailVerified: try row.get("is_email_verified"), pendingEmail: pending.map { EmailAddress(stored: $0) },
      createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"))
  }
}
