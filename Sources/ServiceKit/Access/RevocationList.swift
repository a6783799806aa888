import Redis
import SharedKernel

/// Which access tokens have been taken back before their end.
public protocol RevocationList: Sendable {
  /// Whether a token has been taken back.
  nonisolated(nonsending) func isRevoked(_ tokenID: String) async throws -> Bool
  /// Takes a token back; the note is kept until the token would have ended anyway.
  func revoke(_ tokenID: String, until end: Timestamp) async throws
}

/// The list in Redis, shared by all processes: `auth:revoked:{jti}` until the token's end.
public struct RedisRevocationList: RevocationList {
  private let redis: RedisClient

  /// The list of this Redis.
  public init(redis: RedisClient) { self.redis = redis }

  /// Whether the key is there.
  public nonisolated(nonsending) func isRevoked(_ tokenID: String) async throws -> Bool {
    try await redis.exists("auth:revoked:\(tokenID)")
  }

  /// Sets the key, a little past the end, since verifiers have a leeway.
  public func revoke(_ tokenID: String, until end: Timestamp) async throws {
    let left = end.since(.now) + .seconds(60)
    guard left > .zero else { return }
    try await redis.set("auth:revoked:\(tokenID)", "1", expiry: left)
  }
}
