import SharedKernel

/// Sets a new password by a mailed token, and revokes all sessions of the account.
struct ResetPassword: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let singleUseTokens: any SingleUseTokenRepository
  let revoking: any AccessTokenRevoking
  let audit: any AuditLog
  let hashing: any PasswordHashing
  let throttle: any AttemptThrottle

  /// `address` is the network address of the client.
  func callAsFunction(token: String, password: String, address: String) async throws {
    let tokenHash = TokenIssuer.digest(of: token)
    // The token is checked before the slow hash, so that invalid tokens are cheap to reject.
    guard try await singleUseTokens.isGood(tokenHash, for: .resetPassword, at: .now) else { throw UserError.invalidSingleUseToken }
    let passwordHash = try await hashing.hash(password)
    let now = Timestamp.now
    let (user, revoked) = try await work.perform { () async throws -> (User, [AccessTokenReference]) in
      guard let proof = try await singleUseTokens.claim(tokenHash, for: .resetPassword, at: now),
        let user = try await users.lock(proof.userID), user.email == proof.email
      else { throw UserError.invalidSingleUseToken }
      try await users.save(passwordHash: passwordHash, of: user.id)
      try await singleUseTokens.void(.resetPassword, of: user.id, at: now)
      let revoked = try await sessions.revokeAll(of: user.id, at: now)
      try await revoking.record(revoked, at: now)
      try await audit.record(.passwordReset, actor: user.id, subject: user.id, at: now)
      return (user, revoked)
    }
    await throttle.clear(Attempt(email: user.email, address: address))
    await revoking.takeEffect(revoked)
  }
}
