import SharedKernel

/// Changes the address or the names of an account.
struct UpdateUser: Sendable {
  let work: any UnitOfWork
  let users: any UserRepository
  let audit: any AuditLog
  let outbox: any EventOutbox

  /// `check` receives the locked account before it is changed, and may throw.
  func callAsFunction(
    _ id: EntityID, _ change: UserChange, actor: EntityID, check: @Sendable (User) throws -> Void
  ) async throws -> User {
    try await work.perform {
      guard let user = try await users.lock(id) else { throw UserError.notFound }
      try check(user)
      let changed = user.applying(change)
      try await users.save(changed)
      try await audit.record(.updated, actor: actor, subject: id, at: changed.updatedAt)
      try await outbox.append(UserEvent.updated(changed))
      return changed
    }
  }
}
