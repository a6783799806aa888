import Postgres
import SharedKernel

/// Refresh tokens in the table `sessions`.
struct PostgresSessions: SessionRepository {
  let database: PostgresClient

  func add(_ session: Session) async throws {
    try await database.execute(
      """
      INSERT INTO sessions (token_hash, family_id, user_id, access_token_id, access_expires_at, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        session.tokenHash, session.familyID, session.userID, session.accessToken.id, session.accessToken.expiresAt, session.createdAt,
        session.expiresAt,
      ])
  }

  func claim(_ tokenHash: String, at time: Timestamp) async throws -> SessionClaim {
    guard let origin = try await origin(of: tokenHash) else { return .invalid }
    try await lock(origin.userID)
    let claimed = try await database.execute(
      "UPDATE sessions SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
      [tokenHash, time])
    if claimed == 1 { return .claimed(origin) }
    let used = try await database.query("SELECT 1 AS used FROM sessions WHERE token_hash = $1 AND used_at IS NOT NULL", [tokenHash])
    return used.isEmpty ? .invalid : .reused(origin)
  }

  func origin(of tokenHash: String) async throws -> SessionOrigin? {
    let rows = try await database.query("SELECT family_id, user_id FROM sessions WHERE token_hash = $1", [tokenHash])
    return try rows.first.map { SessionOrigin(familyID: try $0.get("family_id"), userID: try $0.get("user_id")) }
  }

  /// A rotation under way would add a session that a revocation does not see: both wait here for each other, for one user.
  private func lock(_ user: EntityID) async throws {
    _ = try await database.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", ["sessions of \(user)"])
  }

  func revoke(family: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    if let user = try await database.query("SELECT user_id FROM sessions WHERE family_id = $1 LIMIT 1", [family]).first {
      try await lock(try user.get("user_id"))
    }
    try await database.execute("UPDATE sessions SET revoked_at = $2 WHERE family_id = $1 AND revoked_at IS NULL", [family, time])
    let rows = try await database.query(
      "SELECT access_token_id, access_expires_at FROM sessions WHERE family_id = $1 AND access_expires_at > $2", [family, time])
    return try rows.map { try AccessTokenReference(row: $0) }
  }

  func revokeAll(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    try await lock(user)
    try await database.execute("UPDATE sessions SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", [user, time])
    return try await accessTokens(of: user, at: time)
  }

  func accessTokens(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    try await lock(user)
    let rows = try await database.query(
      "SELECT access_token_id, access_expires_at FROM sessions WHERE user_id = $1 AND access_expires_at > $2", [user, time])
    return try rows.map { try AccessTokenReference(row: $0) }
  }
}

extension AccessTokenReference {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    self.init(id: try row.get("access_token_id"), expiresAt: try row.get("access_expires_at"))
  }
}
