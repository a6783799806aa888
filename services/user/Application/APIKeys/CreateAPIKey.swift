import SharedKernel

/// Creates an API key for an account.
struct CreateAPIKey: Sendable {
  struct Request: Sendable {
    let name: String
    let scopes: Set<String>
    /// How long the key is valid, in days.
    let lifetime: Int
  }

  /// A new key. Its text is shown once.
  struct Created: Sendable {
    let key: APIKey
    let text: String
  }

  let work: any UnitOfWork
  let users: any UserRepository
  let keys: any APIKeyRepository
  let audit: any AuditLog
  let events: any EventOutbox

  /// Throws `UserError.scopeNotHeld` for a scope that the owner does not have, and `UserError.tooManyAPIKeys`.
  func callAsFunction(_ request: Request, owner: EntityID) async throws -> Created {
    let now = Timestamp.now
    let text = "trk_" + (try TokenIssuer.makeOpaqueToken())
    return try await work.perform { () async throws -> Created in
      // The lock makes concurrent creations count one after the other.
      guard let user = try await users.lock(owner) else { throw UserError.notFound }
      let held = Set(user.effectivePermissions)
      if let missing = request.scopes.subtracting(held).min() { throw UserError.scopeNotHeld(missing) }
      guard try await keys.count(of: owner, at: now) < APIKey.maximumCount else { throw UserError.tooManyAPIKeys }
      let key = APIKey(
        id: .make(), userID: owner, name: request.name, prefix: String(text.prefix(10)), scopes: request.scopes.sorted(), createdAt: now,
        expiresAt: now.advanced(by: .seconds(request.lifetime * 86_400)))
      try await keys.add(key, hash: TokenIssuer.digest(of: text))
      try await audit.record(
        .apiKeyCreated, actor: owner, subject: owner,
        detail: [("apiKeyId", key.id.description), ("scopes", key.scopes.joined(separator: " "))], at: now)
      try await events.append(UserEvent.apiKeyCreated(key))
      return Created(key: key, text: text)
    }
  }
}
