import Redis
import ServiceKit
import SharedKernel

/// The list in Redis that all processes share: `auth:revoked:{jti}` until the token's end.
public struct RedisRevocationList: RevocationList {
  private let redis: RedisClient

  public init(redis: RedisClient) { self.redis = redis }

  public nonisolated(nonsending) func isRevoked(_ tokenID: String) async throws -> Bool {
    try await redis.exists("auth:revoked:\(tokenID)")
  }

  /// Keeps the key a little longer than the token lives, because verifiers have a leeway.
  public func revoke(_ tokenID: String, until end: Timestamp) async throws {
    let left = end.since(.now) + .seconds(60)
    guard left > .zero else { return }
    try await redis.set("auth:revoked:\(tokenID)", "1", expiry: left)
  }
}
