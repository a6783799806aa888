import Logging
import Sockets
import TLS
import TestSupport
import Testing

@testable import Redis

/// Runs a test with a client and with a prefix for its keys.
private func withClient(
  _ configuration: RedisConfiguration?, _ body: @escaping @Sendable (RedisClient, String) async throws -> Void
) async throws {
  let group = try EventLoopGroup(count: 2)
  defer { group.shutdown() }
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let client = RedisClient(try #require(configuration), group: group, logger: logger)
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await client.run() }
    defer { tasks.cancelAll() }
    try await body(client, "test:\(UInt64.random(in: 0 ... .max)):")
  }
}

private func server(_ change: (inout RedisConfiguration) -> Void = { _ in }) -> RedisConfiguration? {
  guard var configuration = RedisConfiguration(url: TestStack.redisURL ?? "") else { return nil }
  configuration.tls = try? TLSClientContext(TestStack.tls)
  change(&configuration)
  return configuration
}

private func code(_ body: () async throws -> Void) async -> RedisError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? RedisError)?.code
  }
}

@Suite(.needsRedis, .timeLimit(.minutes(1))) struct RedisClientTests {
  @Test func waitsForTheFirstConnection() async throws {
    try await withClient(server()) { redis, prefix in
      try await redis.set(prefix + "a", "ü\r\n$5")
      let value = try await redis.get(prefix + "a")
      #expect(value == "ü\r\n$5")
      let absent = try await redis.get(prefix + "b")
      #expect(absent == nil)
      let existing = try await (redis.exists(prefix + "a"), redis.exists(prefix + "b"))
      #expect(existing == (true, false))
      let deleted = try await redis.delete([prefix + "a", prefix + "b"])
      #expect(deleted == 1)
    }
  }

  @Test func setsOnlyIfAbsent() async throws {
    try await withClient(server()) { redis, prefix in
      let first = try await redis.set(prefix + "a", "1", expiry: .seconds(30), onlyIfAbsent: true)
      let second = try await redis.set(prefix + "a", "2", expiry: .seconds(30), onlyIfAbsent: true)
      #expect(first && !second)
      let left = try await redis.send(["PTTL", RedisArgument(prefix + "a")]).int ?? 0
      #expect((1...30000).contains(left))
    }
  }

  @Test func incrementsWithAnExpiry() async throws {
    try await withClient(server()) { redis, prefix in
      for expected in 1...3 {
        let count = try await redis.increment(prefix + "n", expiry: .seconds(30))
        #expect(count == expected)
      }
      let left = try await redis.send(["PTTL", RedisArgument(prefix + "n")]).int ?? 0
      #expect((1...30000).contains(left))
    }
  }

  @Test func readsNestedAndEmptyReplies() async throws {
    try await withClient(server()) { redis, _ in
      let reply = try await redis.send(["EVAL", "return {1, {'a', false, {}}, redis.status_reply('FINE')}", "0"])
      #expect(reply == .array([.integer(1), .array([.bytes(Array("a".utf8)), .null, .array([])]), .status("FINE")]))
    }
  }

  @Test func throwsErrorReplies() async throws {
    try await withClient(server()) { redis, prefix in
      try await redis.set(prefix + "a", "x", expiry: .seconds(30))
      #expect(await code { _ = try await redis.send(["LPUSH", RedisArgument(prefix + "a"), "y"]) } == .rejected(prefix: "WRONGTYPE"))
      #expect(await code { _ = try await redis.send(["NONSENSE"]) } == .rejected(prefix: "ERR"))
      #expect(await redis.ping())
    }
  }

  @Test func pipelinesManyCommands() async throws {
    try await withClient(server()) { redis, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<2000 {
          group.addTask {
            let reply = try await redis.send(["ECHO", RedisArgument("\(number)")])
            #expect(reply.string == "\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func sendsAndReceivesLargeValues() async throws {
    try await withClient(server { $0.commandTimeout = .seconds(20) }) { redis, _ in
      let text = String(repeating: "abcdefgh", count: 1 << 20)
      let reply = try await redis.send(["ECHO", RedisArgument(text)])
      #expect(reply.string == text)
    }
  }

  @Test func reconnectsAfterATimeout() async throws {
    try await withClient(server { $0.commandTimeout = .milliseconds(200) }) { redis, prefix in
      #expect(await code { _ = try await redis.send(["BLPOP", RedisArgument(prefix + "nothing"), "20"]) } == .timeout)
      try await eventually("the connection is back") { await redis.ping() }
    }
  }

  @Test func reconnectsAfterItsConnectionsWereKilled() async throws {
    try await withClient(server { $0.commandTimeout = .seconds(20) }) { redis, prefix in
      let ids = Set(
        try await withThrowingTaskGroup(of: Int64?.self) { group in
          for _ in 0..<20 { group.addTask { try await redis.send(["CLIENT", "ID"]).int } }
          return try await group.reduce(into: []) { $0.append($1) }
        }.compactMap { $0 })
      try await withClient(server()) { killer, _ in
        for id in ids { _ = try await killer.send(["CLIENT", "KILL", "ID", RedisArgument(id)]) }
      }
      // There is one connection per loop, and commands use any of them.
      try await eventually("none of them is in use") {
        for _ in 0..<20 {
          guard let id = try await redis.send(["CLIENT", "ID"]).int, !ids.contains(id) else { return false }
        }
        return true
      }
    }
  }

  @Test func failsAtOnceWithoutAServer() async throws {
    let configuration = RedisConfiguration(url: "redis://127.0.0.1:\(try FreePort.find())")
    try await withClient(configuration) { redis, _ in
      for _ in 0..<3 { #expect(await code { _ = try await redis.get("a") } == .unavailable) }
      #expect(!redis.isConnected)
    }
  }

  @Test func isUnavailableWithAWrongPassword() async throws {
    try await withClient(server { $0.password = "wrong" }) { redis, _ in
      #expect(await code { _ = try await redis.get("a") } == .unavailable)
    }
  }
}
