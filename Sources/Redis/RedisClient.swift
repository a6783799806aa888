import Logging
import ServiceLifecycle
import Sockets

/// A Redis client with one pipelined connection per event loop, which `run()` keeps open.
///
/// While Redis is unavailable, commands fail at once with `.unavailable`, and the client reconnects with backoff.
public final class RedisClient: Service, Sendable {
  private let links: [RedisLink]

  /// A client that connects when `run()` is called.
  public init(_ configuration: RedisConfiguration, group: EventLoopGroup, logger: Logger) {
    links = group.loops.map { RedisLink(configuration, loop: $0, logger: logger) }
  }

  /// Keeps the connections open until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown { [links] in
      await withDiscardingTaskGroup { group in
        for link in links {
          group.addTask(executorPreference: link.loop) { await link.run() }
        }
      }
    }
  }

  /// Whether at least one connection is open.
  public var isConnected: Bool { links.contains { $0.isConnected } }

  /// Sends one command. An error reply is thrown as `.rejected`.
  public func send(_ command: [RedisArgument]) async throws(RedisError) -> RedisValue {
    guard let connection = await link.connection() else { throw .unavailable }
    return try await connection.send(command)
  }

  /// The link of the caller's loop, or a random one.
  private var link: RedisLink {
    if let index = EventLoop.current?.index, index >= 0 { return links[index % links.count] }
    return links.randomElement() ?? links[0]
  }
}

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
  public func exists(_ key: String) async throws(RedisError) -> Bool {
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
