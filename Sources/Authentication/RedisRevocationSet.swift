import Redis
import SharedKernel

/// A revoked access token.
public struct RevokedToken: Sendable, Hashable {
  /// The token's `jti`.
  public let id: String
  public let expiresAt: Timestamp

  public init(id: String, expiresAt: Timestamp) {
    self.id = id
    self.expiresAt = expiresAt
  }
}

/// The set of revoked tokens in Redis, which all services read. It is a copy: the user service's database has the original.
///
/// Each token has a key `auth:revoked:{jti}` until it expires. The key `auth:revocations:complete` says that no committed revocation is missing.
/// It is a lease: the user service renews it after it has copied every revocation that it found. When the user service cannot, or when Redis lost
/// its data, the lease is gone, and the set cannot say that a token was not revoked.
public struct RedisRevocationSet: RevocationList {
  /// Why the set cannot say whether a token is revoked.
  public struct Incomplete: Error, Sendable, Hashable, CustomStringConvertible {
    public let description = "the set of revoked tokens in Redis is incomplete"
  }

  /// How long the set counts as complete after the user service has read its database.
  public static let lease = Duration.seconds(2)
  /// The clocks of Redis and of the user service may differ by this much.
  public static let clockTolerance = Duration.milliseconds(500)
  /// Verifiers accept a token for 30 s after it has expired, so its key is kept longer.
  private static let keyTolerance = Duration.seconds(60)
  /// The tokens of one command.
  private static let chunkSize = 500

  private static let completeKey: RedisArgument = "auth:revocations:complete"
  private static let exists: RedisArgument = "EXISTS"

  private let redis: RedisClient

  public init(redis: RedisClient) { self.redis = redis }

  public func isRevoked(_ tokenID: String, token: String) async throws -> Bool {
    // EXISTS counts a key as often as it is named: the reply of one number says which of the two keys exist, without an array.
    let key = RedisArgument(Self.key(tokenID))
    switch try await redis.send([Self.exists, key, key, Self.completeKey]).int {
    case 0: throw Incomplete()
    case 1: return false
    case 2, 3: return true
    default: throw RedisError(.unexpectedReply)
    }
  }

  /// A text that changes when Redis starts again, for then it may have lost the last writes.
  public func serverRun() async throws(RedisError) -> String {
    let text = try await redis.send(["INFO", "server"]).string
    guard let line = text?.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("run_id:") }) else {
      throw RedisError(.unexpectedReply)
    }
    return String(line)
  }

  /// Adds tokens.
  public func add(_ tokens: [RevokedToken]) async throws(RedisError) {
    for chunk in Self.chunks(tokens) {
      _ = try await redis.send(["EVAL", Self.addScript, RedisArgument(chunk.count)] + Self.keys(chunk) + Self.ends(chunk))
    }
  }

  /// Keeps a complete set complete until `end`. False: the set is not complete.
  public func renew(until end: Timestamp) async throws(RedisError) -> Bool {
    try await redis.send(["SET", Self.completeKey, "1", "XX", "PXAT", RedisArgument(end.millisecondsSince1970)]) != .null
  }

  /// Adds all revoked tokens and declares the set complete until `end`. False: Redis lost its data meanwhile.
  ///
  /// The key of the rebuild is lost with the data, so a set that lost a part of these tokens is never declared complete.
  public func rebuild(_ tokens: [RevokedToken], until end: Timestamp) async throws(RedisError) -> Bool {
    let rebuild = RedisArgument("auth:revocations:rebuild:\(EntityID.make())")
    _ = try await redis.send(["SET", rebuild, "1", "PX", "60000"])
    for chunk in Self.chunks(tokens) {
      let added = try await redis.send(
        ["EVAL", Self.rebuildScript, RedisArgument(chunk.count + 1), rebuild] + Self.keys(chunk) + ["0"] + Self.ends(chunk))
      guard added.int == 1 else { return false }
    }
    let completed = try await redis.send(
      ["EVAL", Self.completeScript, "2", rebuild, Self.completeKey, RedisArgument(end.millisecondsSince1970)])
    return completed.int == 1
  }

  private static let addScript: RedisArgument = """
    for i = 1, #KEYS do redis.call('SET', KEYS[i], '1', 'PXAT', ARGV[i]) end
    return 1
    """
  private static let rebuildScript: RedisArgument = """
    if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    for i = 2, #KEYS do redis.call('SET', KEYS[i], '1', 'PXAT', ARGV[i]) end
    return 1
    """
  private static let completeScript: RedisArgument = """
    if redis.call('DEL', KEYS[1]) == 0 then return 0 end
    redis.call('SET', KEYS[2], '1', 'PXAT', ARGV[1])
    return 1
    """

  private static func key(_ tokenID: String) -> String { "auth:revoked:\(tokenID)" }

  private static func keys(_ tokens: ArraySlice<RevokedToken>) -> [RedisArgument] { tokens.map { RedisArgument(key($0.id)) } }

  private static func ends(_ tokens: ArraySlice<RevokedToken>) -> [RedisArgument] {
    tokens.map { RedisArgument($0.expiresAt.advanced(by: keyTolerance).millisecondsSince1970) }
  }

  private static func chunks(_ tokens: [RevokedToken]) -> [ArraySlice<RevokedToken>] {
    stride(from: 0, to: tokens.count, by: chunkSize).map { tokens[$0..<min($0 + chunkSize, tokens.count)] }
  }
}

extension Timestamp {
  fileprivate var millisecondsSince1970: Int64 { microseconds / 1000 }
}
