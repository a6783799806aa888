import SharedKernel

/// Revokes an API key and the access tokens that it was exchanged for.
struct RevokeAPIKey: Sendable {
  let work: any UnitOfWork
  let keys: any APIKeyRepository
  let sessions: any SessionRepository
  let revoking: any AccessTokenRevoking
  let audit: any AuditLog
  let events: any EventOutbox

  /// Throws `UserError.apiKeyNotFound` for a key that the caller may not see.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws {
    let now = Timestamp.now
    let revoked = try await work.perform { () async throws -> [AccessTokenReference] in
      guard let key = try await keys.lock(id), caller.maySee(key.userID) else { throw UserError.apiKeyNotFound }
      try await keys.revoke(id, at: now)
      let revoked = try await sessions.revoke(family: id, at: now)
      try await revoking.record(revoked, at: now)
      try await audit.record(
        .apiKeyRevoked, actor: caller.userID, subject: key.userID, detail: [("apiKeyId", id.description)], at: now)
      try await events.append(UserEvent.apiKeyRevoked(key, at: now))
      return revoked
    }
    await revoking.takeEffect(revoked)
  }
}
