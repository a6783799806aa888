import SharedKernel

/// A token that is mailed to an account's owner and counts once, known by its digest.
struct SingleUseToken: Sendable, Hashable {
  /// What it lets its holder do.
  enum Purpose: String, Sendable {
    case verifyEmail = "verify_email"
    case resetPassword = "reset_password"
  }

  static let lifetime = Duration.seconds(24 * 3600)

  let tokenHash: String
  let purpose: Purpose
  let userID: EntityID
  /// The address that it is sent to: it proves that one and no other.
  let email: EmailAddress
  let createdAt: Timestamp

  var expiresAt: Timestamp { createdAt.advanced(by: SingleUseToken.lifetime) }
}

/// Where single-use tokens are kept.
protocol SingleUseTokenRepository: Sendable {
  func add(_ token: SingleUseToken) async throws
  /// Whether the token would count now; uses nothing up.
  func isGood(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> Bool
  /// Whether a token that still counts has been sent to this address of the user.
  func isSent(_ purpose: SingleUseToken.Purpose, to user: EntityID, _ email: EmailAddress, at time: Timestamp) async throws -> Bool
  /// Uses a token up; nil when it is unknown, used or too old. Of two concurrent attempts one gets it.
  func claim(_ tokenHash: String, for purpose: SingleUseToken.Purpose, at time: Timestamp) async throws -> SingleUseToken?
  /// Makes all of a user's tokens for this purpose void.
  func void(_ purpose: SingleUseToken.Purpose, of user: EntityID, at time: Timestamp) async throws
}
