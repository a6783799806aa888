import SharedKernel

/// Signs an account in by its password.
///
/// An unknown address takes the time of a wrong password, since a password is then checked against a hash that nobody has.
struct LogIn: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let audit: any AuditLog
  let hashing: any PasswordHashing
  let throttle: any AttemptThrottle
  let tokens: TokenIssuer
  /// The hash of a password that nobody knows, made at the current cost.
  let unknownAccountHash: String

  func callAsFunction(email: EmailAddress, password: String) async throws -> SignedIn {
    if let seconds = await throttle.secondsToWait(for: email) { throw UserError.tooManyFailures(retryAfter: seconds) }
    let found = try await users.credentials(for: email)
    let isRight = try await hashing.verify(password, against: found?.passwordHash ?? unknownAccountHash)
    // Asked again: of many guesses sent at once, no more than the allowed ones learn anything.
    if let seconds = await throttle.secondsToWait(for: email) { throw UserError.tooManyFailures(retryAfter: seconds) }
    guard isRight, let found else {
      await throttle.note(email)
      // For an unknown address too: the same work, and so the same time.
      try await audit.record(.loginFailed, actor: nil, subject: found?.user.id, at: .now)
      throw UserError.invalidCredentials
    }
    await throttle.clear(email)
    return try await signIn(found.user.id, password: password, storedHash: found.passwordHash)
  }

  private func signIn(_ id: EntityID, password: String, storedHash: String) async throws -> SignedIn {
    let newHash = hashing.needsRehash(storedHash) ? try await hashing.hash(password) : nil
    let now = Timestamp.now
    return try await work.perform {
      // Password and roles may have been changed, and all tokens revoked, since they were looked at.
      guard try await users.lockedPasswordHash(of: id) == storedHash, let user = try await users.find(id) else {
        throw UserError.invalidCredentials
      }
      let (issued, session) = try tokens.issue(to: user, family: .make(), now: now)
      if let newHash { try await users.save(passwordHash: newHash, of: id) }
      try await sessions.add(session)
      try await audit.record(.loggedIn, actor: id, subject: id, at: now)
      return SignedIn(tokens: issued, user: user)
    }
  }
}
