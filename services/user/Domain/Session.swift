import SharedKernel

/// An issued refresh token, identified by its digest, and the access token that was issued with it.
struct Session: Sendable, Hashable {
  let tokenHash: String
  /// The family of all sessions of one login.
  let familyID: EntityID
  let userID: EntityID
  let accessToken: AccessTokenReference
  let createdAt: Timestamp
  let expiresAt: Timestamp
}

/// An access token, identified by its `jti`.
struct AccessTokenReference: Sendable, Hashable {
  let id: String
  let expiresAt: Timestamp
}

/// The login that a session belongs to, and its user.
struct SessionOrigin: Sendable, Hashable {
  let familyID: EntityID
  let userID: EntityID
}

/// The result of using a refresh token.
enum SessionClaim: Sendable, Hashable {
  /// The token was valid and is now used.
  case claimed(SessionOrigin)
  /// The token was used before, so it may have been stolen.
  case reused(SessionOrigin)
  /// Unknown, expired or revoked.
  case invalid
}

/// Stores sessions.
protocol SessionRepository: Sendable {
  func add(_ session: Session) async throws
  /// Makes the issuing, rotation and revocation of one user's tokens wait for each other until the unit of work ends.
  func lock(_ user: EntityID) async throws
  /// Uses a refresh token. Of two concurrent attempts only one is `.claimed`.
  func claim(_ tokenHash: String, at time: Timestamp) async throws -> SessionClaim
  /// The origin of a refresh token in any state.
  func origin(of tokenHash: String) async throws -> SessionOrigin?
  /// Revokes a family and returns its access tokens that have not expired.
  func revoke(family: EntityID, at time: Timestamp) async throws -> [AccessTokenReference]
  /// A user's access tokens that have not expired.
  func accessTokens(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference]
  /// Revokes all sessions of a user and returns their access tokens that have not expired.
  func revokeAll(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference]
}
