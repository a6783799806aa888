import SharedKernel

/// A token that is mailed to the owner of an account and is valid once, identified by its digest.
struct SingleUseToken: Sendable, Hashable {
  /// The action that the token permits.
  enum Purpose: String, Sendable {
    case verifyEmail = "verify_email"
    /// The token is sent to the new address.
    case changeEmail = "change_email"
    case resetPassword = "reset_password"
  }

  static let lifetime = Duration.seconds(24 * 3600)

  let tokenHash: String
  let purpose: Purpose
  let userID: EntityID
  /// The address that the token was sent to, and that it verifies.
  let email: EmailAddress
  let createdAt: Timestamp

  var expiresAt: Timestamp { createdAt.advanced(by: SingleUseToken.lifetime) }
}

/// Stores single-use tokens.
protocol SingleUseTokenRepository: Sendable {
  func add(_ token: SingleUseToken) async throws
  /// Whether the token is valid. It is not used.
  func isGood(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> Bool
  /// Whether a token that is still valid has been sent to this address of the user.
  func isSent(_ purpose: SingleUseToken.Purpose, to user: EntityID, _ email: EmailAddress, at time: Timestamp) async throws -> Bool
  /// Uses a token; nil if it is unknown, used or expired. Of two concurrent attempts only one gets it.
  func claim(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> SingleUseToken?
  /// Invalidates all tokens of a user for this purpose.
  func void(_ purpose: SingleUseToken.Purpose, of user: EntityID, at time: Timestamp) async throws
}
