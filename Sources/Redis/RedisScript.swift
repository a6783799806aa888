import Synchronization

/// A Lua script. Redis runs it as one atomic step and keeps it, so that a call sends its digest only.
public final class RedisScript: Sendable {
  private let text: RedisArgument
  /// The SHA-1 that Redis has given for the text.
  private let digest = Mutex<RedisArgument?>(nil)

  public init(_ text: String) { self.text = RedisArgument(text) }

  fileprivate func digest(loadingWith redis: RedisClient) async throws(RedisError) -> RedisArgument {
    if let known = digest.withLock({ $0 }) { return known }
    return try await load(with: redis)
  }

  fileprivate func load(with redis: RedisClient) async throws(RedisError) -> RedisArgument {
    guard case .bytes(let bytes) = try await redis.send(["SCRIPT", "LOAD", text]) else { throw RedisError(.unexpectedReply) }
    let loaded = RedisArgument(bytes)
    digest.withLock { $0 = loaded }
    return loaded
  }
}

extension RedisClient {
  /// Runs a script, which is loaded first if the server does not have it: before the first call, and after a restart of the server.
  public func run(_ script: RedisScript, keys: [RedisArgument], arguments: [RedisArgument]) async throws(RedisError) -> RedisValue {
    let rest = [RedisArgument(keys.count)] + keys + arguments
    let digest = try await script.digest(loadingWith: self)
    do throws(RedisError) {
      return try await send(["EVALSHA", digest] + rest)
    } catch {
      guard error.code == .rejected(prefix: "NOSCRIPT") else { throw error }
      return try await send(["EVALSHA", try await script.load(with: self)] + rest)
    }
  }
}
