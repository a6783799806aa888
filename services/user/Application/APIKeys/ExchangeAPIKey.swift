import SharedKernel

/// Exchanges an API key for an access token of a few minutes, which has the scopes of the key.
///
/// The token is recorded as a session of its owner whose family is the key, so that whatever revokes the owner's tokens revokes it too.
struct ExchangeAPIKey: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let keys: any APIKeyRepository
  let sessions: any SessionRepository
  let tokens: TokenIssuer

  /// Throws `UserError.invalidAPIKey` for a key that is unknown, expired or revoked, and for one whose account is deleted.
  func callAsFunction(_ text: String) async throws -> IssuedAccess {
    let now = Timestamp.now
    let hash = TokenIssuer.digest(of: text)
    return try await work.perform { () async throws -> IssuedAccess in
      guard let key = try await keys.lock(hash: hash, at: now) else { throw UserError.invalidAPIKey }
      // Afterwards no revocation misses the session, and the account is as the last one has left it.
      try await sessions.lock(key.userID)
      guard let owner = try await users.find(key.userID) else { throw UserError.invalidAPIKey }
      let (issued, session) = try tokens.issue(for: key, of: owner, now: now)
      try await sessions.add(session)
      try await keys.noteUse(of: key.id, at: now)
      return issued
    }
  }
}
