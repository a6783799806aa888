import Redis
import Sockets
import TestSupport
import Testing

@testable import Gateway

/// What clients register, shared by replicas through Redis.
@Suite(.enabled(if: TestStack.hasRedis, "needs a Redis")) struct AutomaticPersistedQueriesTests {
  /// Runs the body with a client that is connected.
  private func with(_ body: @Sendable (RedisClient) async throws -> Void) async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let configuration = try #require(RedisConfiguration(url: TestStack.redisURL ?? ""))
    let redis = RedisClient(configuration, group: loops, logger: RunningGateway.silent)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await redis.run() }
      try await eventually("Redis is connected") { redis.isConnected }
      try await body(redis)
      group.cancelAll()
    }
  }

  @Test func areSharedByReplicas() async throws {
    try await with { redis in
      let document = PersistedDocument("query { shared\(UInt64.random(in: 0 ... .max)) }")
      let (one, other) = (AutomaticPersistedQueries(bytes: 1 << 20, redis: redis), AutomaticPersistedQueries(bytes: 1 << 20, redis: redis))
      #expect(await other.document(hash: document.hash) == nil)
      await one.register(document)
      #expect(await other.document(hash: document.hash) == document)
      // It is in memory now.
      #expect(other.known(document.hash) == document.text)
      try await redis.delete(["apq:\(document.hash)"])
    }
  }

  /// Others can write to Redis.
  @Test func areNotUsedIfTheHashIsWrong() async throws {
    try await with { redis in
      let hash = PersistedDocument("query { right\(UInt64.random(in: 0 ... .max)) }").hash
      try await redis.set("apq:\(hash)", "mutation { wrong }", expiry: .seconds(60))
      let queries = AutomaticPersistedQueries(bytes: 1 << 20, redis: redis)
      #expect(await queries.document(hash: hash) == nil)
      #expect(queries.known(hash) == nil)
      try await redis.delete(["apq:\(hash)"])
    }
  }

  @Test func workWithoutRedis() async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    // It never runs, as if Redis were away.
    let redis = RedisClient(try #require(RedisConfiguration(url: "redis://127.0.0.1:1/0")), group: loops, logger: RunningGateway.silent)
    let queries = AutomaticPersistedQueries(bytes: 1 << 20, redis: redis)
    let document = PersistedDocument("{ a }")
    #expect(await queries.document(hash: document.hash) == nil)
    await queries.register(document)
    #expect(await queries.document(hash: document.hash) == document)
  }
}
