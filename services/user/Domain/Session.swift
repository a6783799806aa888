import SharedKernel

/// One refresh token that was given out, known by its digest, and the access token that went with it.
struct Session: Sendable, Hashable {
  let tokenHash: String
  /// All sessions that descend from one login.
  let familyID: EntityID
  let userID: EntityID
  let accessToken: AccessTokenReference
  let createdAt: Timestamp
  let expiresAt: Timestamp
}

/// An access token by its `jti`, as the revocation list needs it.
struct AccessTokenReference: Sendable, Hashable {
  let id: String
  let expiresAt: Timestamp
}

/// The login that a session descends from, and whose it is.
struct SessionOrigin: Sendable, Hashable {
  let familyID: EntityID
  let userID: EntityID
}

/// What became of an attempt to use a refresh token.
enum SessionClaim: Sendable, Hashable {
  /// It was good, and is used up now.
  case claimed(SessionOrigin)
  /// It had been used before: somebody has a copy.
  case reused(SessionOrigin)
  /// Unknown, expired or revoked.
  case invalid
}

/// Where sessions are kept.
protocol SessionRepository: Sendable {
  func add(_ session: Session) async throws
  /// Uses a refresh token up; of two concurrent attempts one gets `.claimed`.
  func claim(_ tokenHash: String, at time: Timestamp) async throws -> SessionClaim
  /// Family and owner of a refresh token in any state.
  func origin(of tokenHash: String) async throws -> SessionOrigin?
  /// Revokes a family, and names its access tokens that have not ended.
  func revoke(family: EntityID, at time: Timestamp) async throws -> [AccessTokenReference]
  /// A user's access tokens that have not ended; nothing is revoked.
  func accessTokens(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference]
  /// Revokes all of a user's sessions, and names their access tokens that have not ended.
  func revokeAll(of user: EntityID, at time: Timestamp) async throws -> [AccessTokenReference]
}
