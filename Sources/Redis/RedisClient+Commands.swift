extension RedisClient {
  /// Whether the server responds.
  public func ping() async -> Bool {
    do { return try await send(["PING"]) == .status("PONG") } catch { return false }
  }

  /// The value of a key; nil when it does not exist.
  public func get(_ key: String) async throws(RedisError) -> String? {
    switch try await send(["GET", RedisArgument(key)]) {
    case .null: return nil
    case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: throw RedisError(.unexpectedReply)
    }
  }

  /// Sets a key, which expires after `expiry`. Returns false when `onlyIfAbsent` is set and the key exists.
  @discardableResult
  public func set(
    _ key: String, _ value: String, expiry: Duration? = nil, onlyIfAbsent: Bool = false
  ) async throws(RedisError) -> Bool {
    var command: [RedisArgument] = ["SET", RedisArgument(key), RedisArgument(value)]
    if let expiry { command += ["PX", RedisArgument(Self.milliseconds(expiry))] }
    if onlyIfAbsent { command.append("NX") }
    return try await send(command) != .null
  }

  /// Whether a key exists.
  public nonisolated(nonsending) func exists(_ key: String) async throws(RedisError) -> Bool {
    try await send([Self.existsWord, RedisArgument(key)]).int == 1
  }

  /// Removes keys and returns how many existed.
  @discardableResult
  public func delete(_ keys: [String]) async throws(RedisError) -> Int {
    guard !keys.isEmpty else { return 0 }
    guard let count = try await send(["DEL"] + keys.map { RedisArgument($0) }).int else { throw RedisError(.unexpectedReply) }
    return Int(count)
  }

  /// Increments a counter that starts at 0 and expires `expiry` after its first increment, in one atomic step.
  public func increment(_ key: String, expiry: Duration) async throws(RedisError) -> Int {
    let script: RedisArgument = """
      local count = redis.call('INCR', KEYS[1])
      if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
      return count
      """
    let reply = try await send(["EVAL", script, "1", RedisArgument(key), RedisArgument(Self.milliseconds(expiry))])
    guard let count = reply.int else { throw RedisError(.unexpectedReply) }
    return Int(count)
  }

  private static let existsWord: RedisArgument = "EXISTS"

  private static func milliseconds(_ duration: Duration) -> Int64 { max(1, Int64(duration / .milliseconds(1))) }
}
