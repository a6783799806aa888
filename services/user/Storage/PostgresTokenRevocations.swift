import Authentication
import Postgres
import ServiceKit
import ServiceRuntime
import SharedKernel

/// The table `token_revocations`, which has every revoked access token until it expires.
struct PostgresTokenRevocations: RevocationList {
  let database: PostgresClient

  func isRevoked(_ tokenID: String, token: String) async throws -> Bool {
    try await !database.read("SELECT 1 AS revoked FROM token_revocations WHERE token_id = \(tokenID)").isEmpty
  }

  /// Inserts the tokens in the current transaction.
  func insert(_ tokens: [AccessTokenReference], at time: Timestamp) async throws {
    for token in tokens {
      try await database.executeAtCommit(
        """
        INSERT INTO token_revocations (token_id, revoked_at, expires_at) VALUES (\(token.id), \(time), \(token.expiresAt))
        ON CONFLICT (token_id) DO NOTHING
        """)
    }
  }

  /// Tokens that are not in Redis yet, the oldest first.
  func unrelayed(limit: Int) async throws -> [RevokedToken] {
    let rows = try await database.query(
      "SELECT token_id, expires_at FROM token_revocations WHERE relayed_at IS NULL ORDER BY revoked_at LIMIT \(limit)")
    return try rows.map { try RevokedToken(row: $0) }
  }

  func markRelayed(_ tokens: [RevokedToken], at time: Timestamp) async throws {
    try await database.execute("UPDATE token_revocations SET relayed_at = \(time) WHERE token_id = ANY(\(tokens.map(\.id)))")
  }

  /// All tokens of the table.
  func all() async throws -> [RevokedToken] {
    try await database.query("SELECT token_id, expires_at FROM token_revocations").map { try RevokedToken(row: $0) }
  }
}

extension RevokedToken {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    self.init(id: try row.get("token_id"), expiresAt: try row.get("expires_at"))
  }
}
