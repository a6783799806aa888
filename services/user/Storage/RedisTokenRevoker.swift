import Logging
import ServiceKit

/// Puts access tokens on the revocation list that gateway and services ask.
struct RedisTokenRevoker: AccessTokenRevoking {
  let list: any RevocationList
  let logger: Logger

  func revoke(_ tokens: [AccessTokenReference]) async throws {
    for token in tokens { try await list.revoke(token.id, until: token.expiresAt) }
  }

  func revokeIfPossible(_ tokens: [AccessTokenReference]) async {
    do {
      try await revoke(tokens)
    } catch {
      logger.warning("access tokens not revoked, they count until they end", metadata: ["count": .stringConvertible(tokens.count)])
    }
  }
}
