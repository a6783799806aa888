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
  /// Revokes the tokens when the current transaction commits.
  func record(_ tokens: [AccessTokenReference], at time: Timestamp) async throws
  /// Returns when no service accepts the tokens any longer. Call it after the commit and before the response.
  func takeEffect(_ tokens: [AccessTokenReference]) async
}
