import SharedKernel

/// Verifies the address of an account by a mailed token.
struct VerifyEmail: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let singleUseTokens: any SingleUseTokenRepository
  let audit: any AuditLog
  let outbox: any EventOutbox

  func callAsFunction(_ token: String) async throws -> User {
    let now = Timestamp.now
    return try await work.perform {
      guard let proof = try await singleUseTokens.claim(TokenIssuer.digest(of: token), for: .verifyEmail, at: now),
        var user = try await users.lock(proof.userID), user.email == proof.email
      else { throw UserError.invalidSingleUseToken }
      guard !user.isEmailVerified else { return user }
      user.isEmailVerified = true
      user.touch(now)
      try await users.save(user)
      try await audit.record(.emailVerified, actor: user.id, subject: user.id, at: now)
      try await outbox.append(UserEvent.updated(user))
      return user
    }
  }
}
