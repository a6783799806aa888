import Concurrency
import GraphQL
import Testing

@testable import Gateway

@Suite struct RateLimitTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

  @Test(
    arguments: [
      ("100/s", RateLimit(100, per: .second)), ("1000/min", RateLimit(1000, per: .minute)), ("20/h", RateLimit(20, per: .hour)),
      ("5/day", RateLimit(5, per: .day)), ("100/s burst 500", RateLimit(100, per: .second, burst: 500)),
    ])
  func readsARate(text: String, limit: RateLimit) { #expect(RateLimit(text) == limit && limit.description == text) }

  @Test(
    arguments: [
      "", "100", "100/", "/s", "0/s", "-1/s", "1.5/s", "100/sec", "100/s/s", "100 /s", "100/s 500", "100/s burst", "100/s burst 0",
      "1000001/s",
      "100/s burst 5 6",
    ])
  func refusesOtherTexts(text: String) { #expect(RateLimit(text) == nil) }

  @Test func readsRatesOfRootFields() throws {
    let rates = try #require(FieldRates("Mutation.login=20/min, Query.search=5/s burst 10"))
    #expect(rates.rates[.init(operation: .mutation, field: "login")] == RateLimit(20, per: .minute))
    #expect(rates.rates[.init(operation: .query, field: "search")] == RateLimit(5, per: .second, burst: 10))
    #expect(rates.names == [.mutation: ["login"], .query: ["search"]])
    #expect(FieldRates("none")?.isEmpty == true && FieldRates(FieldRates.preset) != nil)
    for text in ["login=1/s", "Mutation.login", "Mutation.=1/s", "User.name=1/s", "Mutation.a=1/s,Mutation.a=2/s", "Mutation.a.b=1/s"] {
      #expect(FieldRates(text) == nil, "\(text)")
    }
  }

  @Test func aBucketHasItsBurstAndThenItsRate() {
    let limit = RateLimit(10, per: .second, burst: 3)
    var bucket = TokenBucket()
    for _ in 0..<3 {
      #expect(bucket.wait(for: 1, limit, at: start) == 0)
      bucket.take(1, limit, at: start)
    }
    #expect(bucket.wait(for: 1, limit, at: start) == 100_000_000)
    let later = start.advanced(byNanoseconds: 99_999_999)
    #expect(bucket.wait(for: 1, limit, at: later) == 1)
    #expect(bucket.wait(for: 1, limit, at: start.advanced(byNanoseconds: 100_000_000)) == 0)
    // A long pause fills the bucket, and not more.
    let full = start.advanced(by: .seconds(100))
    #expect(bucket.tokens(limit, at: full) == 3 && bucket.wait(for: 4, limit, at: full) > 0)
  }

  @Test func anOperationWeighsItsCost() {
    let rules = RateLimitRules()
    #expect([0, 1, 100, 199, 200, 5000].map(rules.weight) == [1, 1, 1, 1, 2, 50])
  }
}
