import SharedKernel

/// Verifies the address of an account, or puts a new one in its place, by a mailed token.
struct VerifyEmail: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let singleUseTokens: any SingleUseTokenRepository
  let audit: any AuditLog
  let events: any EventOutbox

  /// Throws `UserError.emailTaken` if another account has got the new address meanwhile.
  func callAsFunction(_ token: String) async throws -> User {
    let now = Timestamp.now
    let tokenHash = TokenIssuer.digest(of: token)
    return try await work.perform {
      if let proof = try await singleUseTokens.claim(tokenHash, for: .verifyEmail, at: now) { return try await verify(proof, now) }
      if let proof = try await singleUseTokens.claim(tokenHash, for: .changeEmail, at: now) { return try await change(proof, now) }
      throw UserError.invalidSingleUseToken
    }
  }

  private func verify(_ proof: SingleUseToken, _ now: Timestamp) async throws -> User {
    guard var user = try await users.lock(proof.userID), user.email == proof.email else { throw UserError.invalidSingleUseToken }
    guard !user.isEmailVerified else { return user }
    user.isEmailVerified = true
    user.touch(now)
    try await users.save(user)
    try await audit.record(.emailVerified, actor: user.id, subject: user.id, at: now)
    try await events.append(UserEvent.updated(user))
    return user
  }

  private func change(_ proof: SingleUseToken, _ now: Timestamp) async throws -> User {
    guard var user = try await users.lock(proof.userID), user.pendingEmail == proof.email else { throw UserError.invalidSingleUseToken }
    let previous = user.email
    user.confirmPendingEmail(now)
    try await users.save(user)
    // Tokens for a new password that went to the previous address.
    try await singleUseTokens.void(.resetPassword, of: user.id, at: now)
    try await audit.record(.emailChanged, actor: user.id, subject: user.id, at: now)
    try await events.append(UserEvent.emailChanged(user, previous: previous))
    try await events.append(UserEvent.updated(user))
    return user
  }
}
