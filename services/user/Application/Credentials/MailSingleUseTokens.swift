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
    let token = try await makeToken(.verifyEmail, for: user, at: user.email, now: now)
    try await send(
      "Confirm your e-mail address", "To confirm this address, send the token below to POST /api/v1/users/verify-email.", token, to: user,
      at: user.email, now: now)
  }

  /// Sends a token that confirms a new address to that address, and tells the present address.
  func confirmNewAddress(_ email: EmailAddress, of id: EntityID) async throws {
    // A later request has another address, and its own event.
    guard let user = try await users.lock(id), user.pendingEmail == email else { return }
    let now = Timestamp.now
    let token = try await makeToken(.changeEmail, for: user, at: email, now: now)
    try await send(
      "Confirm your new e-mail address", "To use this address for your account, send the token below to POST /api/v1/users/verify-email.",
      token, to: user, at: email, now: now)
    try await tell(
      "A new e-mail address for your account",
      "\(email) shall become the address of your account. Nothing changes until it is confirmed. If this was not you, set a new password.",
      to: user, at: user.email, now: now)
  }

  /// Tells the previous address of an account that it no longer is its address.
  func tellOfChange(from previous: EmailAddress, to email: EmailAddress, of id: EntityID) async throws {
    guard let user = try await users.lock(id) else { return }
    try await tell(
      "Your e-mail address has changed", "The address of your account is now \(email). If this was not you, tell us at once.", to: user,
      at: previous, now: .now)
  }

  /// Sends a token for a password reset, if an account has this address.
  func resetPassword(at email: EmailAddress) async throws {
    guard let id = try await users.credentials(for: email)?.user.id, let user = try await users.lock(id) else { return }
    let now = Timestamp.now
    let token = try await makeToken(.resetPassword, for: user, at: user.email, now: now)
    try await audit.record(.passwordResetRequested, actor: nil, subject: user.id, at: now)
    try await send(
      "Set a new password", "To set a new password, send the token below to POST /api/v1/users/password-reset/confirm.", token, to: user,
      at: user.email, now: now)
  }

  /// Makes a token and invalidates earlier ones for the same purpose. The result is not hashed.
  private func makeToken(
    _ purpose: SingleUseToken.Purpose, for user: User, at email: EmailAddress, now: Timestamp
  ) async throws -> String {
    let token = try TokenIssuer.makeOpaqueToken()
    try await singleUseTokens.void(purpose, of: user.id, at: now)
    try await singleUseTokens.add(
      SingleUseToken(
        tokenHash: TokenIssuer.digest(of: token), purpose: purpose, userID: user.id, email: email, createdAt: now))
    return token
  }

  private func send(
    _ subject: String, _ words: String, _ token: String, to user: User, at email: EmailAddress, now: Timestamp
  ) async throws {
    try await tell(subject, "\(words) It counts once, for 24 hours.\n\n\(token)", to: user, at: email, now: now)
  }

  private func tell(_ subject: String, _ words: String, to user: User, at email: EmailAddress, now: Timestamp) async throws {
    let body = "Hello \(user.firstName),\n\n\(words)\n"
    try await transport.send(Mail(id: .make(), recipient: email, subject: subject, body: body, createdAt: now))
  }
}
