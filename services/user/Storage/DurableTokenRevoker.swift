import Authentication
import Logging
import ServiceRuntime
import SharedKernel

/// Revokes access tokens in the database, and copies them to the set in Redis that all services read.
struct DurableTokenRevoker: AccessTokenRevoking {
  /// The pause between two attempts.
  private static let pause = Duration.milliseconds(50)

  let revocations: PostgresTokenRevocations
  let set: RedisRevocationSet
  let logger: Logger

  func record(_ tokens: [AccessTokenReference], at time: Timestamp) async throws {
    try await revocations.insert(tokens, at: time)
  }

  /// Tries to copy the tokens until the lease of a set without them has ended. `RevocationRelay` goes on then.
  func takeEffect(_ tokens: [AccessTokenReference]) async {
    guard !tokens.isEmpty else { return }
    let revoked = tokens.map { RevokedToken(id: $0.id, expiresAt: $0.expiresAt) }
    let deadline = ContinuousClock.now + RedisRevocationSet.lease + RedisRevocationSet.clockTolerance
    while true {
      do { return try await set.add(revoked) } catch {
        guard ContinuousClock.now < deadline else { break }
        do { try await Task.sleep(for: Self.pause) } catch { return }
      }
    }
    logger.warning("revoked tokens are not in Redis yet; services ask the database", metadata: ["count": .stringConvertible(tokens.count)])
  }
}
