import ServiceKit

/// Puts access tokens on the revocation list that gateway and services ask.
struct ListedTokenRevoking: AccessTokenRevoking {
  let list: any RevocationList

  func revoke(_ tokens: [AccessTokenReference]) async throws {
    for token in tokens { try await list.revoke(token.id, until: token.expiresAt) }
  }
}
