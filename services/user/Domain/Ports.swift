import SharedKernel

/// Makes and checks password hashes; slow on purpose.
protocol PasswordHashing: Sendable {
  func hash(_ password: String) async throws -> String
  func verify(_ password: String, against hash: String) async throws -> Bool
  func needsRehash(_ hash: String) -> Bool
}

/// Counts attempts that concern an address: failed logins, mails asked for.
protocol AttemptThrottle: Sendable {
  /// Seconds to wait when there were too many lately; nil when there may be another.
  func secondsToWait(for email: EmailAddress) async -> Int?
  /// Notes an attempt.
  func note(_ email: EmailAddress) async
  /// Forgets the attempts.
  func clear(_ email: EmailAddress) async
}

/// Takes access tokens back before their end.
protocol AccessTokenRevoking: Sendable {
  /// Throws when the list cannot be reached: for a caller who may try again.
  func revoke(_ tokens: [AccessTokenReference]) async throws
  /// Does what it can, and logs what it cannot: for after a change that stands anyway.
  func revokeIfPossible(_ tokens: [AccessTokenReference]) async
}
