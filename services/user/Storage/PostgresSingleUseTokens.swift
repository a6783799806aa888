import Postgres
import SharedKernel

/// Tokens in the table `single_use_tokens`.
struct PostgresSingleUseTokens: SingleUseTokenRepository {
  let database: PostgresClient

  func add(_ token: SingleUseToken) async throws {
    try await database.execute(
      """
      INSERT INTO single_use_tokens (token_hash, purpose, user_id, email, created_at, expires_at)
      VALUES (\(token.tokenHash), \(token.purpose.rawValue), \(token.userID), \(token.email.description), \(token.createdAt),
        \(token.expiresAt))
      """)
  }

  func isGood(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> Bool {
    let rows = try await database.query(
      """
      SELECT 1 AS good FROM single_use_tokens
      WHERE token_hash = \(tokenHash) AND purpose = \(purpose.rawValue) AND used_at IS NULL AND expires_at > \(time)
      """)
    return !rows.isEmpty
  }

  func isSent(_ purpose: SingleUseToken.Purpose, to user: EntityID, _ email: EmailAddress, at time: Timestamp) async throws -> Bool {
    let rows = try await database.query(
      """
      SELECT 1 AS sent FROM single_use_tokens
      WHERE user_id = \(user) AND purpose = \(purpose.rawValue) AND email = \(email.description) AND used_at IS NULL AND expires_at > \(time)
      LIMIT 1
      """)
    return !rows.isEmpty
  }

  func claim(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> SingleUseToken? {
    // Locks the account before its tokens, as every statement that voids them does: two transactions with different orders could deadlock.
    _ = try await database.query(
      """
      SELECT 1 AS locked FROM users WHERE id = (SELECT user_id FROM single_use_tokens WHERE token_hash = \(tokenHash)) FOR NO KEY UPDATE
      """)
    let rows = try await database.query(
      """
      UPDATE single_use_tokens SET used_at = \(time)
      WHERE token_hash = \(tokenHash) AND purpose = \(purpose.rawValue) AND used_at IS NULL AND expires_at > \(time)
      RETURNING user_id, email, created_at
      """)
    return try rows.first.map { row in
      SingleUseToken(
        tokenHash: tokenHash, purpose: purpose, userID: try row.get("user_id"), email: EmailAddress(stored: try row.get("email")),
        createdAt: try row.get("created_at"))
    }
  }

  func void(_ purpose: SingleUseToken.Purpose, of user: EntityID, at time: Timestamp) async throws {
    try await database.execute(
      """
      UPDATE single_use_tokens SET used_at = \(time) WHERE user_id = \(user) AND purpose = \(purpose.rawValue) AND used_at IS NULL
      """)
  }
}
