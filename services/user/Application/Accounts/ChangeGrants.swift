import SharedKernel

/// Grants or revokes a role or a permission. Granting or revoking it again changes nothing.
struct ChangeGrants: Sendable {
  enum Change: Sendable, Hashable {
    case grant(Role)
    case revoke(Role)
    case grantPermission(String)
    case revokePermission(String)
  }

  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let revoking: any AccessTokenRevoking
  let audit: any AuditLog
  let events: any EventOutbox

  /// The account's access tokens are revoked because they contain the old roles. Its refresh tokens remain valid.
  /// `check` receives the locked account before it is changed, and may throw.
  func callAsFunction(_ id: EntityID, _ change: Change, actor: EntityID, check: @Sendable (User) throws -> Void) async throws -> User {
    if change == .revoke(.admin), id == actor { throw UserError.ownAdminRole }
    let now = Timestamp.now
    let (user, stale) = try await work.perform { () async throws -> (User, [AccessTokenReference]) in
      guard let user = try await users.lock(id) else { throw UserError.notFound }
      try check(user)
      guard let changed = user.applying(change, now: now) else { return (user, []) }
      try await users.save(changed)
      try await audit.record(change.action, actor: actor, subject: id, detail: [change.detail], at: now)
      try await events.append(UserEvent.updated(changed))
      let stale = try await sessions.accessTokens(of: id, at: now)
      try await revoking.record(stale, at: now)
      return (changed, stale)
    }
    await revoking.takeEffect(stale)
    return user
  }
}

extension ChangeGrants.Change {
  fileprivate var action: AuditAction {
    switch self {
    case .grant: .roleGranted
    case .revoke: .roleRevoked
    case .grantPermission: .permissionGranted
    case .revokePermission: .permissionRevoked
    }
  }

  fileprivate var detail: (name: String, value: String) {
    switch self {
    case .grant(let role), .revoke(let role): ("role", role.rawValue)
    case .grantPermission(let name), .revokePermission(let name): ("permission", name)
    }
  }
}

extension User {
  /// Nil if nothing changes.
  fileprivate func applying(_ change: ChangeGrants.Change, now: Timestamp) -> User? {
    var changed = self
    switch change {
    case .grant(let role): if !roles.contains(role) { changed.roles.append(role) }
    case .revoke(let role): changed.roles.removeAll { $0 == role }
    case .grantPermission(let name): if !permissions.contains(name) { changed.permissions.append(name) }
    case .revokePermission(let name): changed.permissions.removeAll { $0 == name }
    }
    guard changed != self else { return nil }
    changed.touch(now)
    return changed
  }
}
