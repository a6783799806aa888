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
    let claimed = try await database.query(
      """
      UPDATE sessions SET used_at = $2
      WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2
      RETURNING family_id, user_id
      """,
      [tokenHash, time])
    if let row = claimed.first { return .claimed(familyID: try row.get("family_id"), userID: try row.get("user_id")) }
    let used = try await database.query(
      "SELECT family_id FROM sessions WHERE token_hash = $1 AND used_at IS NOT NULL", [tokenHash])
    if let row = used.first { return .reused(familyID: try row.get("family_id")) }
    return .invalid
  }

  func family(of tokenHash: String) async throws -> EntityID? {
    try await database.query("SELECT family_id FROM sessions WHERE token_hash = $1", [tokenHash]).first?.get("family_id")
  }

  func revoke(family: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    try await database.execute("UPDATE sessions SET revoked_at = $2 WHERE family_id = $1 AND revoked_at IS NULL", [family, time])
    let rows = try await database.query(
      "SELECT access_token_id, access_expires_at FROM sessions WHERE family_id = $1 AND access_expires_at > $2", [family, time])
    return try rows.map { try AccessTokenReference(row: $0) }
  }

  func revokeAll(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    try await database.execute("UPDATE sessions SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", [user, time])
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
