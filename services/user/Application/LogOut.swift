import SharedKernel

/// Ends a login: its refresh tokens and its access tokens. An unknown refresh token ends nothing, and nobody is told.
struct LogOut: Sendable {
  let work: any UnitOfWork
  let sessions: any SessionRepository
  let revoking: any AccessTokenRevoking

  /// `accessToken` is the one that the caller showed, if any.
  func callAsFunction(refreshToken: String, accessToken: AccessTokenReference?) async throws {
    let now = Timestamp.now
    let revoked = try await work.perform { () async throws -> [AccessTokenReference] in
      guard let family = try await sessions.family(of: TokenIssuer.digest(of: refreshToken)) else { return [] }
      return try await sessions.revoke(family: family, at: now)
    }
    try await revoking.revoke(revoked + (accessToken.map { [$0] } ?? []))
  }
}
