import SharedKernel

/// Makes single-use tokens and mails them to their owners. It runs after the response, which is therefore the same for every address.
struct MailSingleUseTokens: Sendable {
  let users: any UserRepository
  let singleUseTokens: any SingleUseTokenRepository
  let audit: any AuditLog
  let transport: any MailTransport

  /// Sends a token that verifies the address of a new or changed account, once per address.
  func proveAddress(of id: EntityID) async throws {
    guard let user = try await users.lock(id), !user.isEmailVerified else { return }
    let now = Timestamp.now
    guard try await !singleUseTokens.isSent(.verifyEmail, to: user.id, user.email, at: now) else { return }
    let token = try await makeToken(.verifyEmail, for: user, now: now)
    try await send(
      "Confirm your e-mail address", "To confirm this address, send the token below to POST /api/v1/users/verify-email.", token, to: user,
      now: now)
  }

  /// Sends a token for a password reset, if an account has this address.
  func resetPassword(at email: EmailAddress) async throws {
    guard let id = try await users.credentials(for: email)?.user.id, let user = try await users.lock(id) else { return }
    let now = Timestamp.now
    let token = try await makeToken(.resetPassword, for: user, now: now)
    try await audit.record(.passwordResetRequested, actor: nil, subject: user.id, at: now)
    try await send(
      "Set a new password", "To set a new password, send the token below to POST /api/v1/users/password-reset/confirm.", token, to: user,
      now: now)
  }

  /// Makes a token and invalidates earlier ones for the same purpose. The result is not hashed.
  private func makeToken(_ purpose: SingleUseToken.Purpose, for user: User, now: Timestamp) async throws -> String {
    let token = try TokenIssuer.makeOpaqueToken()
    try await singleUseTokens.void(purpose, of: user.id, at: now)
    try await singleUseTokens.add(
      SingleUseToken(
        tokenHash: TokenIssuer.digest(of: token), purpose: purpose, userID: user.id, email: user.email, createdAt: now))
    return token
  }

  private func send(_ subject: String, _ words: String, _ token: String, to user: User, now: Timestamp) async throws {
    let body = "Hello \(user.firstName),\n\n\(words) It counts once, for 24 hours.\n\n\(token)\n"
    try await transport.send(Mail(id: .make(), recipient: user.email, subject: subject, body: body, createdAt: now))
  }
}
