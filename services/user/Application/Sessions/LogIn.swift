import SharedKernel

/// Signs an account in with its password.
///
/// An unknown address takes as long as a wrong password, because the password is then verified against `unknownAccountHash`.
struct LogIn: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let audit: any AuditLog
  let hashing: any PasswordHashing
  let throttle: any AttemptThrottle
  let tokens: TokenIssuer
  /// The hash of a random password with the current cost parameters.
  let unknownAccountHash: String

  /// `address` is the network address of the client.
  func callAsFunction(email: EmailAddress, password: String, from address: String) async throws -> SignedIn {
    let attempt = Attempt(email: email, address: address)
    if let seconds = await throttle.secondsToWait(for: attempt) { throw UserError.tooManyFailures(retryAfter: seconds) }
    let found = try await users.credentials(for: email)
    let isRight = try await hashing.verify(password, against: found?.passwordHash ?? unknownAccountHash)
    // Checked again, so that concurrent guesses do not exceed the limit.
    if let seconds = await throttle.secondsToWait(for: attempt) { throw UserError.tooManyFailures(retryAfter: seconds) }
    guard isRight, let found else {
      await throttle.note(attempt)
      // Also for an unknown address, so that both cases take the same time.
      try await audit.record(.loginFailed, actor: nil, subject: found?.user.id, at: .now)
      throw UserError.invalidCredentials
    }
    await throttle.clear(attempt)
    return try await signIn(found.user.id, password: password, storedHash: found.passwordHash)
  }

  private func signIn(_ id: EntityID, password: String, storedHash: String) async throws -> SignedIn {
    let newHash = hashing.needsRehash(storedHash) ? try await hashing.hash(password) : nil
    let now = Timestamp.now
    return try await work.perform {
      // The password and the roles may have changed since they were read, and all tokens may have been revoked.
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
