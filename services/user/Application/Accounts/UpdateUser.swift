import SharedKernel

/// Changes the names of an account, or requests a change of its address.
struct UpdateUser: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let singleUseTokens: any SingleUseTokenRepository
  let audit: any AuditLog
  let events: any EventOutbox
  let throttle: any AttemptThrottle

  /// A new address waits for its confirmation, and replaces one that waits. The present address ends the wait.
  ///
  /// `address` is the network address of the client. `check` receives the locked account before it is changed, and may throw.
  func callAsFunction(
    _ id: EntityID, _ change: UserChange, actor: EntityID, from address: String, check: @Sendable (User) throws -> Void
  ) async throws -> User {
    if let email = change.email { try await admit(email, from: address) }
    return try await work.perform {
      guard let user = try await users.lock(id) else { throw UserError.notFound }
      try check(user)
      let changed = user.applying(change)
      if changed.pendingEmail != user.pendingEmail { try await requestChange(of: changed, actor: actor) }
      try await users.save(changed)
      try await audit.record(.updated, actor: actor, subject: id, at: changed.updatedAt)
      try await events.append(UserEvent.updated(changed))
      return changed
    }
  }

  /// A new address gets a mail.
  private func admit(_ email: EmailAddress, from address: String) async throws {
    let attempt = Attempt(email: email, address: address)
    if let seconds = await throttle.secondsToWait(for: attempt) { throw UserError.tooManyMails(retryAfter: seconds) }
    await throttle.note(attempt)
  }

  private func requestChange(of user: User, actor: EntityID) async throws {
    try await singleUseTokens.void(.changeEmail, of: user.id, at: user.updatedAt)
    guard let email = user.pendingEmail else { return }
    guard try await users.credentials(for: email) == nil else { throw UserError.emailTaken }
    try await audit.record(.emailChangeRequested, actor: actor, subject: user.id, at: user.updatedAt)
    try await events.append(UserEvent.emailChangeRequested(user, email))
  }
}
