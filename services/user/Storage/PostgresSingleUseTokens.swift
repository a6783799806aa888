import Postgres
import SharedKernel

/// Tokens in the table `single_use_tokens`.
struct PostgresSingleUseTokens: SingleUseTokenRepository {
  let database: PostgresClient

  func add(_ token: SingleUseToken) async throws {
    try await database.execute(
      """
      INSERT INTO single_use_tokens (token_hash, purpose, user_id, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [token.tokenHash, token.purpose.rawValue, token.userID, token.email.description, token.createdAt, token.expiresAt])
  }

  func isGood(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> Bool {
    let rows = try await database.query(
      "SELECT 1 AS good FROM single_use_tokens WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
      [tokenHash, purpose.rawValue, time])
    return !rows.isEmpty
  }

  func isSent(_ purpose: SingleUseToken.Purpose, to user: EntityID, _ email: EmailAddress, at time: Timestamp) async throws -> Bool {
    let rows = try await database.query(
      """
      SELECT 1 AS sent FROM single_use_tokens
      WHERE user_id = $1 AND purpose = $2 AND email = $3 AND used_at IS NULL AND expires_at > $4 LIMIT 1
      """,
      [user, purpose.rawValue, email.description, time])
    return !rows.isEmpty
  }

  func claim(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> SingleUseToken? {
    // The account before its tokens, as everybody does who voids them: in the other order two of these could wait for each other.
    _ = try await database.query(
      "SELECT 1 AS locked FROM users WHERE id = (SELECT user_id FROM single_use_tokens WHERE token_hash = $1) FOR NO KEY UPDATE",
      [tokenHash])
    let rows = try await database.query(
      """
      UPDATE single_use_tokens SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
      RETURNING user_id, email, created_at
      """,
      [tokenHash, purpose.rawValue, time])
    return try rows.first.map { row in
      SingleUseToken(
        tokenHash: tokenHash, purpose: purpose, userID: try row.get("user_id"), email: EmailAddress(stored: try row.get("email")),
        createdAt: try row.get("created_at"))
    }
  }

  func void(_ purpose: SingleUseToken.Purpose, of user: EntityID, at time: Timestamp) async throws {
    try await database.execute(
      "UPDATE single_use_tokens SET used_at = $3 WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL", [user, purpose.rawValue, time])
  }
}
