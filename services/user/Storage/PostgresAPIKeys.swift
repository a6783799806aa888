import Postgres
import SharedKernel

/// API keys in the table `api_keys`.
struct PostgresAPIKeys: APIKeyRepository {
  let database: PostgresClient

  private static let columns: SQL = "id, user_id, name, prefix, scopes, created_at, expires_at, last_used_at"

  func add(_ key: APIKey, hash: String) async throws {
    try await database.execute(
      """
      INSERT INTO api_keys (id, user_id, name, key_hash, prefix, scopes, created_at, expires_at)
      VALUES (\(key.id), \(key.userID), \(key.name), \(hash), \(key.prefix), \(key.scopes), \(key.createdAt), \(key.expiresAt))
      """)
  }

  func count(of user: EntityID, at time: Timestamp) async throws -> Int {
    let rows = try await database.query(
      "SELECT count(*) AS total FROM api_keys WHERE user_id = \(user) AND revoked_at IS NULL AND expires_at > \(time)")
    return try rows.first?.get("total", as: Int.self) ?? 0
  }

  func list(of user: EntityID, page: Page) async throws -> PagedList<APIKey> {
    let rows = try await database.query(
      """
      SELECT \(sql: Self.columns) FROM api_keys WHERE user_id = \(user) AND revoked_at IS NULL
      ORDER BY created_at DESC, id DESC LIMIT \(page.limit) OFFSET \(page.offset)
      """)
    let total = try await database.query("SELECT count(*) AS total FROM api_keys WHERE user_id = \(user) AND revoked_at IS NULL")
    return PagedList(items: try rows.map { try APIKey(row: $0) }, total: try total.first?.get("total", as: Int.self) ?? 0, page: page)
  }

  func lock(_ id: EntityID) async throws -> APIKey? {
    let rows = try await database.query(
      "SELECT \(sql: Self.columns) FROM api_keys WHERE id = \(id) AND revoked_at IS NULL FOR UPDATE")
    return try rows.first.map { try APIKey(row: $0) }
  }

  func lock(hash: String, at time: Timestamp) async throws -> APIKey? {
    let rows = try await database.query(
      """
      SELECT \(sql: Self.columns) FROM api_keys
      WHERE key_hash = \(hash) AND revoked_at IS NULL AND expires_at > \(time) FOR UPDATE
      """)
    return try rows.first.map { try APIKey(row: $0) }
  }

  func noteUse(of id: EntityID, at time: Timestamp) async throws {
    try await database.execute("UPDATE api_keys SET last_used_at = \(time) WHERE id = \(id)")
  }

  func revoke(_ id: EntityID, at time: Timestamp) async throws {
    try await database.execute("UPDATE api_keys SET revoked_at = \(time) WHERE id = \(id)")
  }
}

extension APIKey {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    self.init(
      id: try row.get("id"), userID: try row.get("user_id"), name: try row.get("name"), prefix: try row.get("prefix"),
      scopes: try row.get("scopes"), createdAt: try row.get("created_at"), expiresAt: try row.get("expires_at"),
      lastUsedAt: try row.get("last_used_at"))
  }
}
