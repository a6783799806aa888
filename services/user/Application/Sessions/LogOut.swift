import SharedKernel

/// Revokes all refresh and access tokens of a login. An unknown refresh token changes nothing and is not reported.
struct LogOut: Sendable {
  let work: any UnitOfWork
  let sessions: any SessionRepository
  let audit: any AuditLog
  let revoking: any AccessTokenRevoking

  /// `accessToken` is the token of the request, if any. It is revoked too.
  func callAsFunction(refreshToken: String, accessToken: AccessTokenReference?) async throws {
    let now = Timestamp.now
    let revoked = try await work.perform { () async throws -> [AccessTokenReference] in
      var revoked = accessToken.map { [$0] } ?? []
      if let origin = try await sessions.origin(of: TokenIssuer.digest(of: refreshToken)) {
        try await audit.record(.loggedOut, actor: origin.userID, subject: origin.userID, at: now)
        revoked += try await sessions.revoke(family: origin.familyID, at: now)
      }
      try await revoking.record(revoked, at: now)
      return revoked
    }
    await revoking.takeEffect(revoked)
  }
}
