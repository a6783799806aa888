import SharedKernel

/// Exchanges a refresh token for new tokens. Each is valid once. Reuse revokes all sessions of the same login.
struct RefreshSession: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let audit: any AuditLog
  let revoking: any AccessTokenRevoking
  let tokens: TokenIssuer

  private enum Outcome: Sendable {
    case renewed(SignedIn)
    case refused(revoked: [AccessTokenReference])
  }

  func callAsFunction(_ refreshToken: String) async throws -> SignedIn {
    let now = Timestamp.now
    let tokenHash = TokenIssuer.digest(of: refreshToken)
    // A rejection is a value and not an error, because the revocation must be committed.
    let outcome = try await work.perform { () async throws -> Outcome in
      switch try await sessions.claim(tokenHash, at: now) {
      case .claimed(let origin):
        guard let user = try await users.find(origin.userID) else { return .refused(revoked: []) }
        let (issued, session) = try tokens.issue(to: user, family: origin.familyID, now: now)
        try await sessions.add(session)
        return .renewed(SignedIn(tokens: issued, user: user))
      case .reused(let origin):
        let revoked = try await sessions.revoke(family: origin.familyID, at: now)
        try await revoking.record(revoked, at: now)
        try await audit.record(.tokenReused, actor: nil, subject: origin.userID, at: now)
        return .refused(revoked: revoked)
      case .invalid:
        return .refused(revoked: [])
      }
    }
    switch outcome {
    case .renewed(let signedIn):
      return signedIn
    case .refused(let revoked):
      await revoking.takeEffect(revoked)
      throw UserError.invalidRefreshToken
    }
  }
}
