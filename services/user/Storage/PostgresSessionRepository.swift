import Postgres
import SharedKernel

/// Refresh tokens in the table `sessions`.
struct PostgresSessionRepository: SessionRepository {
  let database: PostgresClient

  func add(_ session: Session) async throws {
    try await database.execute(
      """
      INSERT INTO sessions (token_hash, family_id, user_id, access_token_id, access_expires_at, created_at, expires_at)
      VALUES (\(session.tokenHash), \(session.familyID), \(session.userID), \(session.accessToken.id), \(session.accessToken.expiresAt),
        \(session.createdAt), \(session.expiresAt))
      """)
  }

  func claim(_ tokenHash: String, at time: Timestamp) async throws -> SessionClaim {
    guard let origin = try await origin(of: tokenHash) else { return .invalid }
    try await lock(origin.userID)
    let claimed = try await database.execute(
      """
      UPDATE sessions SET used_at = \(time)
      WHERE token_hash = \(tokenHash) AND used_at IS NULL AND revoked_at IS NULL AND expires_at > \(time)
      """)
    if claimed == 1 { return .claimed(origin) }
    let used = try await database.query("SELECT 1 AS used FROM sessions WHERE token_hash = \(tokenHash) AND used_at IS NOT NULL")
    return used.isEmpty ? .invalid : .reused(origin)
  }

  func origin(of tokenHash: String) async throws -> SessionOrigin? {
    let rows = try await database.query("SELECT family_id, user_id FROM sessions WHERE token_hash = \(tokenHash)")
    return try rows.first.map { SessionOrigin(familyID: try $0.get("family_id"), userID: try $0.get("user_id")) }
  }

  /// Makes the rotations and revocations of one user wait for each other. Otherwise a revocation could miss the session that a concurrent rotation
  /// adds.
  func lock(_ user: EntityID) async throws {
    let name = "sessions of \(user)"
    _ = try await database.query("SELECT pg_advisory_xact_lock(hashtextextended(\(name), 0))")
  }

  func revoke(family: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    if let user = try await database.query("SELECT user_id FROM sessions WHERE family_id = \(family) LIMIT 1").first {
      try await lock(try user.get("user_id"))
    }
    try await database.execute("UPDATE sessions SET revoked_at = \(time) WHERE family_id = \(family) AND revoked_at IS NULL")
    let rows = try await database.query(
      "SELECT access_token_id, access_expires_at FROM sessions WHERE family_id = \(family) AND access_expires_at > \(time)")
    return try rows.map { try AccessTokenReference(row: $0) }
  }

  func revokeAll(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    try await lock(user)
    try await database.execute("UPDATE sessions SET revoked_at = \(time) WHERE user_id = \(user) AND revoked_at IS NULL")
    return try await accessTokens(of: user, at: time)
  }

  func accessTokens(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference] {
    try await lock(user)
    let rows = try await database.query(
      "SELECT access_token_id, access_expires_at FROM sessions WHERE user_id = \(user) AND access_expires_at > \(time)")
    return try rows.map { try AccessTokenReference(row: $0) }
  }
}

extension AccessTokenReference {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    self.init(id: try row.get("access_token_id"), expiresAt: try row.get("access_expires_at"))
  }
}
