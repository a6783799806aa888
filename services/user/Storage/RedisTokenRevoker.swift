import Logging
import ServiceKit

/// Adds access tokens to the revocation list that the gateway and the services check.
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
      logger.warning(
        "access tokens are not revoked and remain valid until they expire", metadata: ["count": .stringConvertible(tokens.count)])
    }
  }
}
