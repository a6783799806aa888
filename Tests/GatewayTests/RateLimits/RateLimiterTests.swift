import Concurrency
import GraphQL
import Logging
import ProcessKit
import Redis
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// The buckets of one process, and of several on one Redis.
@Suite(.timeLimit(.minutes(1))) struct RateLimiterTests {
  private final class Clock: Sendable {
    private let time = Mutex(MonotonicTime(nanoseconds: 1_000_000_000_000))
    var now: MonotonicTime { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
  }

  private static let ada = RateLimitSubject.user("ada")

  private static func charge(
    _ limit: RateLimit, _ tokens: Int = 1, of subject: RateLimitSubject = ada, field: String? = nil
  ) -> RateLimiter.Charge {
    RateLimiter.Charge(
      bucket: .init(subject: subject, field: field.map { .init(operation: .mutation, field: $0) }), limit: limit, tokens: tokens,
      allowsDebt: field == nil)
  }

  private func limiter(_ clock: Clock) -> RateLimiter { RateLimiter(logger: RunningGateway.silent, clock: { clock.now }) }

  // MARK: One process

  @Test func refusesTheRequestAfterTheLastToken() async throws {
    let clock = Clock()
    let limiter = limiter(clock)
    let charge = Self.charge(RateLimit(100, per: .second))
    for _ in 0..<100 { #expect(await limiter.take([charge]) == nil) }
    let refusal = try #require(await limiter.take([charge]))
    #expect(refusal.remaining == 0 && refusal.wait == 10_000_000 && refusal.seconds == 1)
    clock.advance(by: .milliseconds(10))
    #expect(await limiter.take([charge]) == nil)
    #expect(await limiter.take([charge]) != nil)
  }

  @Test func subjectsAndFieldsHaveBucketsOfTheirOwn() async {
    let limiter = limiter(Clock())
    let limit = RateLimit(1, per: .hour)
    let address = RateLimitSubject.address(IPAddress("203.0.113.7"))
    for charge in [
      Self.charge(limit), Self.charge(limit, of: .user("bob")), Self.charge(limit, of: address), Self.charge(limit, of: .address(nil)),
      Self.charge(limit, field: "login"), Self.charge(limit, field: "register"),
    ] {
      #expect(await limiter.take([charge]) == nil)
      #expect(await limiter.take([charge]) != nil)
    }
  }

  @Test func takesFromAllBucketsOrFromNone() async throws {
    let limiter = limiter(Clock())
    let (all, login) = (Self.charge(RateLimit(10, per: .hour)), Self.charge(RateLimit(3, per: .hour), 2, field: "login"))
    #expect(await limiter.take([all, login]) == nil)
    #expect(try #require(await limiter.take([all, login])).bucket.field?.field == "login")
    // The refused charge has taken nothing: 9 tokens are left.
    for _ in 0..<9 { #expect(await limiter.take([all]) == nil) }
    #expect(await limiter.take([all]) != nil)
  }

  @Test func whatIsLargerThanABucketNeedsAFullOneAndLeavesADebt() async throws {
    let clock = Clock()
    let limiter = limiter(clock)
    let limit = RateLimit(10, per: .second)
    #expect(await limiter.take([Self.charge(limit, 25)]) == nil)
    #expect(try #require(await limiter.take([Self.charge(limit)])).wait == 1_600_000_000)
    clock.advance(by: .milliseconds(1600))
    #expect(await limiter.take([Self.charge(limit)]) == nil)
    #expect(await limiter.take([Self.charge(limit, 25)]) != nil)
  }

  @Test func moreAttemptsThanABucketHoldsAreNeverAllowed() async throws {
    let limiter = limiter(Clock())
    let limit = RateLimit(20, per: .minute)
    let refusal = try #require(await limiter.take([Self.charge(limit, 21, field: "login")]))
    #expect(refusal.isNeverPossible && refusal.message.contains("in one operation: at most 20 are allowed."))
    #expect(await limiter.take([Self.charge(limit, 20, field: "login")]) == nil)
  }

  // MARK: Several processes

  /// Two limiters with clients of their own on one Redis, as two replicas have them.
  private func withReplicas(
    _ redis: OwnRedis, log: RecordedLog = RecordedLog(), _ body: @Sendable (RateLimiter, RateLimiter) async throws -> Void
  ) async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let configuration = try #require(RedisConfiguration(url: redis.url))
    let clients = (0..<2).map { _ in RedisClient(configuration, group: loops, logger: RunningGateway.silent) }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for client in clients { tasks.addTask { try await client.run() } }
      defer { tasks.cancelAll() }
      for client in clients { #expect(await client.ping()) }
      let limiters = clients.map { RateLimiter(redis: $0, logger: log.logger) }
      try await body(limiters[0], limiters[1])
    }
  }

  @Test(.needsRedis) func twoReplicasShareABucketToTwoPercent() async throws {
    try await OwnRedis.with { redis in
      try await withReplicas(redis) { first, second in
        let charge = Self.charge(RateLimit(1000, per: .day))
        var taken = 0
        // One replica has far more requests than the other.
        for index in 0..<2000 where await (index % 7 == 0 ? first : second).take([charge]) == nil { taken += 1 }
        #expect((980...1001).contains(taken), "\(taken)")
      }
    }
  }

  /// What was taken, and what had been taken at the last refusal, when the bucket was empty however slow the machine is.
  private final class Count: Sendable {
    let state = Mutex((taken: 0, atRefusal: 0, asked: MonotonicTime.now, answered: MonotonicTime.now))
  }

  @Test(.needsRedis) func aSharedBucketFillsAtItsRateToTwoPercent() async throws {
    try await OwnRedis.with { redis in
      try await withReplicas(redis) { first, second in
        let charge = Self.charge(RateLimit(200, per: .second, burst: 1000))
        let start = MonotonicTime.now
        let count = Count()
        await withTaskGroup(of: Void.self) { group in
          for limiter in [first, second] {
            for _ in 0..<4 {
              group.addTask {
                while true {
                  let asked = MonotonicTime.now
                  let refusal = await limiter.take([charge])
                  let isOver = count.state.withLock { count in
                    guard refusal != nil else {
                      count.taken += 1
                      return false
                    }
                    (count.atRefusal, count.asked, count.answered) = (count.taken, asked, .now)
                    return start.duration(until: .now) > .seconds(1)
                  }
                  if isOver { return }
                  await Task.yield()
                }
              }
            }
          }
        }
        let (taken, asked, answered) = count.state.withLock { (Double($0.atRefusal), $0.asked, $0.answered) }
        func tokens(at time: MonotonicTime) -> Double { 1000 + 200 * (start.duration(until: time) / .seconds(1)) }
        // The bucket was empty at some time between the question and the answer. Each of the eight tasks can have a token that is not counted yet.
        let (least, most) = (tokens(at: asked) * 0.98 - 8, tokens(at: answered) * 1.02)
        #expect(taken > least && taken < most, "\(taken) of \(least) to \(most)")
      }
    }
  }

  @Test(.needsRedis) func aReplicaAsksRedisForFewOfItsRequests() async throws {
    try await OwnRedis.with { redis in
      try await withReplicas(redis) { first, _ in
        func calls() async throws -> String? {
          try await redis.command("INFO", "commandstats").split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_evalsha:") }?
            .split(separator: ",").first.map(String.init)
        }
        let charge = Self.charge(RateLimit(100_000, per: .day))
        var taken = 0
        for _ in 0..<50_000 where await first.take([charge]) == nil { taken += 1 }
        #expect(taken == 50_000)
        // A trip takes one token and 1 % of the bucket. One more is refused if another test has loaded the script into another server.
        let trips = try #require(try await calls())
        #expect(["cmdstat_evalsha:calls=50", "cmdstat_evalsha:calls=51"].contains(trips))
        let empty = Self.charge(RateLimit(1, per: .day), of: .user("bob"))
        for _ in 0..<1000 { _ = await first.take([empty]) }
        let further = try await calls()
        #expect(further == (trips.hasSuffix("50") ? "cmdstat_evalsha:calls=51" : "cmdstat_evalsha:calls=52"))
      }
    }
  }

  @Test(.needsRedis) func takesFromAllSharedBucketsOrFromNone() async throws {
    try await OwnRedis.with { redis in
      try await withReplicas(redis) { first, second in
        let (all, login) = (Self.charge(RateLimit(10, per: .day)), Self.charge(RateLimit(3, per: .day), 2, field: "login"))
        #expect(await first.take([all, login]) == nil)
        let refused = try #require(await second.take([all, login]))
        #expect(refused.bucket.field?.field == "login")
        for index in 0..<9 { #expect(await (index % 2 == 0 ? first : second).take([all]) == nil) }
        let empty = try #require(await first.take([all]))
        #expect(empty.seconds > 8000)
        #expect(await second.take([all]) != nil)
        let debt = Self.charge(RateLimit(10, per: .day), 25, of: .user("bob"))
        #expect(await first.take([debt]) == nil)
        let owed = try #require(await second.take([debt]))
        #expect(owed.remaining == 0)
      }
    }
  }

  @Test(.needsRedis) func withoutRedisAReplicaGoesOnAloneAndSaysSoOnce() async throws {
    let log = RecordedLog()
    try await OwnRedis.with { redis in
      try await withReplicas(redis, log: log) { first, _ in
        let limit = RateLimit(50, per: .day)
        for _ in 0..<20 { #expect(await first.take([Self.charge(limit)]) == nil) }
        try redis.kill()
        // It goes on from what it knows of the shared bucket.
        for _ in 0..<30 { #expect(await first.take([Self.charge(limit)]) == nil) }
        #expect(await first.take([Self.charge(limit)]) != nil)
        #expect(await first.take([Self.charge(limit, of: .user("bob"))]) == nil)
        #expect(log.lines.filter { $0.contains("rate limits are not shared") }.count == 1)
        try await redis.start()
        try await eventually("the shared buckets are used again") {
          _ = await first.take([Self.charge(limit, of: .user("\(UInt64.random(in: 0 ... .max))"))])
          return log.lines.contains { $0.contains("rate limits are shared") }
        }
      }
    }
  }
}
