import SharedKernel

/// Creates an account and signs it in.
struct RegisterUser: Sendable {
  struct Request: Sendable {
    let email: EmailAddress
    let password: String
    let firstName: String
    let lastName: String
    var roles: [Role] = [.customer]
  }

  let work: any UnitOfWork
  let users: any UserRepository
  let sessions: any SessionRepository
  let audit: any AuditLog
  let events: any EventOutbox
  let hashing: any PasswordHashing
  let throttle: any AttemptThrottle
  let tokens: TokenIssuer

  /// Counts an attempt to open an account from this network address. Throws `UserError.tooManyRegistrations`.
  func admit(from address: String) async throws {
    let attempt = Attempt(email: nil, address: address)
    if let seconds = await throttle.secondsToWait(for: attempt) { throw UserError.tooManyRegistrations(retryAfter: seconds) }
    await throttle.note(attempt)
  }

  func callAsFunction(_ request: Request) async throws -> SignedIn {
    try await self(request, passwordHash: try await hash(request))
  }

  /// Hashes the password. This is slow and belongs outside a transaction.
  func hash(_ request: Request) async throws -> String { try await hashing.hash(request.password) }

  func callAsFunction(_ request: Request, passwordHash: String) async throws -> SignedIn {
    let user = User.register(email: request.email, firstName: request.firstName, lastName: request.lastName, roles: request.roles)
    let (issued, session) = try tokens.issue(to: user, family: .make(), now: user.createdAt)
    try await work.perform {
      try await users.add(user, passwordHash: passwordHash)
      try await sessions.add(session)
      try await audit.record(.registered, actor: user.id, subject: user.id, at: user.createdAt)
      try await events.append(UserEvent.created(user))
    }
    return SignedIn(tokens: issued, user: user)
  }
}
