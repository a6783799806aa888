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
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
          user.id, user.email.description, passwordHash, user.firstName, user.lastName, user.roles.map(\.rawValue), user.createdAt,
          user.updatedAt,
        ])
    }
  }

  func save(_ user: User) async throws {
    try await refusingTakenEmail {
      try await database.execute(
        """
        UPDATE users SET email = $2, first_name = $3, last_name = $4, roles = $5, updated_at = $6, permissions = $7,
          email_verified_at = CASE WHEN $8::boolean THEN coalesce(email_verified_at, $6) END
        WHERE id = $1 AND deleted_at IS NULL
        """,
        [
          user.id, user.email.description, user.firstName, user.lastName, user.roles.map(\.rawValue), user.updatedAt, user.permissions,
          user.isEmailVerified,
        ])
    }
  }

  func save(passwordHash: String, of id: EntityID) async throws {
    try await database.execute("UPDATE users SET password_hash = $2 WHERE id = $1 AND deleted_at IS NULL", [id, passwordHash])
  }

  func delete(_ id: EntityID, at time: Timestamp) async throws {
    try await database.execute("UPDATE users SET deleted_at = $2, updated_at = $2 WHERE id = $1 AND deleted_at IS NULL", [id, time])
  }

  nonisolated(nonsending) func find(_ id: EntityID) async throws -> User? {
    try await database.row(Self.byID, id).map { try User(row: $0) }
  }

  // Not FOR UPDATE, which the foreign key of a new session would wait for, while this one waits for that session's rotation.
  func lock(_ id: EntityID) async throws -> User? {
    try await database.query(Self.select + "WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE", [id]).first.map { try User(row: $0) }
  }

  func find(_ ids: [EntityID]) async throws -> [User] {
    try await database.read(Self.byID.many, [ids]).map { try User(row: $0) }
  }

  func lockedPasswordHash(of id: EntityID) async throws -> String? {
    let rows = try await database.query("SELECT password_hash FROM users WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE", [id])
    return try rows.first?.get("password_hash")
  }

  func credentials(for email: EmailAddress) async throws -> (user: User, passwordHash: String)? {
    let rows = try await database.query(
      "SELECT password_hash, " + Self.columns + " FROM users WHERE email = $1 AND deleted_at IS NULL", [email.description])
    guard let row = rows.first else { return nil }
    return (try User(row: row), try row.get("password_hash"))
  }

  func list(_ filter: UserFilter, sort: UserSort, page: Page) async throws -> PagedList<User> {
    let conditions = "WHERE deleted_at IS NULL AND " + (filter.role == nil ? "$1::text IS NULL " : "roles @> ARRAY[$1::text] ") as SQL
    let order: SQL =
      switch sort {
      case .newest: "ORDER BY created_at DESC, id DESC "
      case .oldest: "ORDER BY created_at, id "
      case .email: "ORDER BY email, id "
      case .emailDescending: "ORDER BY email DESC, id DESC "
      }
    let rows = try await database.query(
      Self.select + conditions + order + "LIMIT $2 OFFSET $3", [filter.role?.rawValue, page.limit, page.offset])
    let count = try await database.query("SELECT count(*) AS total FROM users " + conditions, [filter.role?.rawValue])
    return PagedList(items: try rows.map { try User(row: $0) }, total: try count.first?.get("total") ?? 0, page: page)
  }

  /// What an account is made of: all but the password's hash.
  private static let columns: SQL =
    "id, email, first_name, last_name, roles, permissions, email_verified_at IS NOT NULL AS is_email_verified, created_at, updated_at"
  private static let select = "SELECT " + columns + " FROM users "

  private static let byID = PostgresLookup(
    one: select + "WHERE id = $1 AND deleted_at IS NULL", many: select + "WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL")

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
    self.init(
      id: try row.get("id"), email: EmailAddress(stored: try row.get("email")), firstName: try row.get("first_name"),
      lastName: try row.get("last_name"),
      roles: roles.compactMap(Role.init(rawValue:)), permissions: try row.get("permissions"),
      isEmailVerified: try row.get("is_email_verified"), createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"))
  }
}
