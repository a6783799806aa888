import SharedKernel

/// Ends a login: its refresh tokens and its access tokens. An unknown refresh token ends nothing, and nobody is told.
struct LogOut: Sendable {
  let work: any UnitOfWork
  let sessions: any SessionRepository
  let audit: any AuditLog
  let revoking: any AccessTokenRevoking

  /// `accessToken` is the one that the caller showed, if any.
  func callAsFunction(refreshToken: String, accessToken: AccessTokenReference?) async throws {
    let now = Timestamp.now
    let revoked = try await work.perform { () async throws -> [AccessTokenReference] in
      guard let origin = try await sessions.origin(of: TokenIssuer.digest(of: refreshToken)) else { return [] }
      try await audit.record(.loggedOut, actor: origin.userID, subject: origin.userID, at: now)
      return try await sessions.revoke(family: origin.familyID, at: now)
    }
    try await revoking.revoke(revoked + (accessToken.map { [$0] } ?? []))
  }
}
