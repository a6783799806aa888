import SharedKernel

/// Makes and checks password hashes; slow on purpose.
protocol PasswordHashing: Sendable {
  func hash(_ password: String) async throws -> String
  func verify(_ password: String, against hash: String) async throws -> Bool
  func needsRehash(_ hash: String) -> Bool
}

/// Counts failed logins of an account.
protocol LoginThrottle: Sendable {
  /// Seconds to wait when the account has failed too often lately; nil when it may try.
  func secondsToWait(for email: EmailAddress) async -> Int?
  /// Notes a failure.
  func noteFailure(for email: EmailAddress) async
  /// Forgets the failures.
  func clear(_ email: EmailAddress) async
}

/// Takes access tokens back before their end.
protocol AccessTokenRevoking: Sendable {
  /// Throws when the list cannot be reached: for a caller who may try again.
  func revoke(_ tokens: [AccessTokenReference]) async throws
  /// Does what it can, and logs what it cannot: for after a change that stands anyway.
  func revokeIfPossible(_ tokens: [AccessTokenReference]) async
}

/// Writes down who did what to which account.
protocol AuditLog: Sendable {
  func record(_ action: AuditAction, actor: EntityID?, subject: EntityID, at time: Timestamp) async throws
}

/// What is written down.
enum AuditAction: String, Sendable {
  case registered = "user.registered"
  case loggedIn = "user.logged_in"
  case loggedOut = "user.logged_out"
  case tokenReused = "user.refresh_token_reused"
  case updated = "user.updated"
  case deleted = "user.deleted"
}
