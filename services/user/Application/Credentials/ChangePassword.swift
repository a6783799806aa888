import SharedKernel

/// Changes a password after checking the current one. All sessions are revoked and a new one starts.
struct ChangePassword: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let singleUseTokens: any SingleUseTokenRepository
  let revoking: any AccessTokenRevoking
  let audit: any AuditLog
  let hashing: any PasswordHashing
  let throttle: any AttemptThrottle
  let tokens: TokenIssuer

  /// `address` is the network address of the client.
  func callAsFunction(_ id: EntityID, from current: String, to new: String, address: String) async throws -> SignedIn {
    guard let email = try await users.find(id)?.email, let found = try await users.credentials(for: email), found.user.id == id else {
      throw UserError.notFound
    }
    let attempt = Attempt(email: email, address: address)
    if let seconds = await throttle.secondsToWait(for: attempt) { throw UserError.tooManyFailures(retryAfter: seconds) }
    guard try await hashing.verify(current, against: found.passwordHash) else {
      await throttle.note(attempt)
      throw UserError.wrongPassword
    }
    let passwordHash = try await hashing.hash(new)
    let now = Timestamp.now
    let (signedIn, revoked) = try await work.perform { () async throws -> (SignedIn, [AccessTokenReference]) in
      guard try await users.lockedPasswordHash(of: id) == found.passwordHash, let user = try await users.find(id) else {
        throw UserError.wrongPassword
      }
      try await users.save(passwordHash: passwordHash, of: id)
      try await singleUseTokens.void(.resetPassword, of: id, at: now)
      let revoked = try await sessions.revokeAll(of: id, at: now)
      try await revoking.record(revoked, at: now)
      let (issued, session) = try tokens.issue(to: user, family: .make(), now: now)
      try await sessions.add(session)
      try await audit.record(.passwordChanged, actor: id, subject: id, at: now)
      return (SignedIn(tokens: issued, user: user), revoked)
    }
    await revoking.takeEffect(revoked)
    return signedIn
  }
}
