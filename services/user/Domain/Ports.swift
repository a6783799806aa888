import SharedKernel

/// Makes and verifies password hashes. Both are slow on purpose.
protocol PasswordHashing: Sendable {
  func hash(_ password: String) async throws -> String
  func verify(_ password: String, against hash: String) async throws -> Bool
  func needsRehash(_ hash: String) -> Bool
}

/// Limits attempts per e-mail address: failed logins, requested e-mails.
protocol AttemptThrottle: Sendable {
  /// The seconds to wait after too many attempts; nil if another attempt is allowed.
  func secondsToWait(for email: EmailAddress) async -> Int?
  /// Counts an attempt.
  func note(_ email: EmailAddress) async
  /// Resets the count.
  func clear(_ email: EmailAddress) async
}

/// Revokes access tokens before they expire.
protocol AccessTokenRevoking: Sendable {
  /// Throws if the revocation list is unavailable. For callers that can retry.
  func revoke(_ tokens: [AccessTokenReference]) async throws
  /// Logs a failure instead of throwing. For use after a committed change.
  func revokeIfPossible(_ tokens: [AccessTokenReference]) async
}
