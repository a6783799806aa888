import SharedKernel

/// Deletes an account (soft delete), frees its address and revokes its tokens.
struct DeleteUser: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let revoking: any AccessTokenRevoking
  let audit: any AuditLog
  let events: any EventOutbox

  /// `check` receives the locked account before it is deleted, and may throw.
  func callAsFunction(_ id: EntityID, actor: EntityID, check: @Sendable (User) throws -> Void) async throws -> User {
    let now = Timestamp.now
    let (user, revoked) = try await work.perform { () async throws -> (User, [AccessTokenReference]) in
      guard let user = try await users.lock(id) else { throw UserError.notFound }
      try check(user)
      try await users.delete(id, at: now)
      let revoked = try await sessions.revokeAll(of: id, at: now)
      try await revoking.record(revoked, at: now)
      try await audit.record(.deleted, actor: actor, subject: id, at: now)
      try await events.append(UserEvent.deleted(user, at: now))
      return (user, revoked)
    }
    await revoking.takeEffect(revoked)
    return user
  }
}
