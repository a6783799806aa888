import SharedKernel

/// Makes and verifies password hashes. Both are slow on purpose.
protocol PasswordHashing: Sendable {
  func hash(_ password: String) async throws -> String
  func verify(_ password: String, against hash: String) async throws -> Bool
  func needsRehash(_ hash: String) -> Bool
}

/// An attempt that is limited, such as a login.
struct Attempt: Sendable, Hashable {
  /// The account that the attempt is about; nil if it is about none.
  let email: EmailAddress?
  /// The network address of the client.
  let address: String
}

/// Limits attempts: failed logins, requested e-mails, registrations. It counts by account and address together, and by address. It never counts by
/// account alone, because then anyone could lock the owner of an account out.
protocol AttemptThrottle: Sendable {
  /// The seconds to wait after too many attempts; nil if another attempt is allowed.
  func secondsToWait(for attempt: Attempt) async -> Int?
  /// Counts an attempt.
  func note(_ attempt: Attempt) async
  /// Resets the count of the account and address together. The count of the address remains.
  func clear(_ attempt: Attempt) async
}

/// Revokes access tokens before they expire.
protocol AccessTokenRevoking: Sendable {
  /// Revokes the tokens when the current transaction commits.
  func record(_ tokens: [AccessTokenReference], at time: Timestamp) async throws
  /// Returns when no service accepts the tokens any longer. Call it after the commit and before the response.
  func takeEffect(_ tokens: [AccessTokenReference]) async
}
