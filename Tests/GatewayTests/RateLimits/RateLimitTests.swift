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
    #expect((1...2).contains(bucket.wait(for: 1, limit, at: later)))
    #expect(bucket.wait(for: 1, limit, at: start.advanced(byNanoseconds: 100_000_000)) == 0)
    // A long pause fills the bucket, and not more.
    let full = start.advanced(by: .seconds(100))
    #expect(bucket.tokens(limit, at: full) == 3 && bucket.wait(for: 4, limit, at: full) > 0)
  }

  @Test func anOperationWeighsItsCost() {
    let rules = RateLimitRules()
    #expect([0, 1, 100, 199, 200, 5000].map(rules.weight) == [1, 1, 1, 1, 2, 50])
  }

  // MARK: Settings

  @Test func theRatesHaveADefaultInProduction() throws {
    let production = try GatewayConfiguration(environment: ["TRELLIS_ENV": "production"]).rates
    #expect(production.user == RateLimit(100, per: .second) && production.address == RateLimit(1000, per: .minute))
    for environment in [[:], ["TRELLIS_ENV": "development"]] {
      let rates = try GatewayConfiguration(environment: environment).rates
      #expect(rates.user == nil && rates.address == nil && rates.fields == FieldRates(FieldRates.preset))
    }
    let off = try GatewayConfiguration(environment: ["TRELLIS_ENV": "production", "RATE_LIMIT_USER": "none", "RATE_LIMIT_FIELDS": "none"])
    #expect(off.rates.user == nil && off.rates.address != nil && off.rates.fields.isEmpty)
  }

  @Test func theConfigurationFileSetsRatesAndMeasuredLimits() throws {
    let text = """
      rateLimitUser: 5/s burst 10
      rateLimitAddress: none
      rateLimitFields:
        - Mutation.login=5/min
        - Query.search=1/s
      measuredLimits: [TOO_DEEP, RATE_LIMITED]
      trustedProxies: [10.0.0.0/8]
      forwardingHeader: forwarded
      maxListValues: 7
      maxVariableValues: 8
      maxFragmentSpreads: 9
      maxHeadBytes: 2000
      requestDeadlineMs: 500
      maxConcurrentRequests: 3
      """
    let read = try GatewayConfiguration(environment: [:], file: try ConfigurationFile(name: "gateway.yaml", text: text))
    #expect(read.rates.user == RateLimit(5, per: .second, burst: 10) && read.rates.address == nil)
    #expect(read.rates.fields == FieldRates("Mutation.login=5/min,Query.search=1/s"))
    #expect(read.engine.limits.measured == .codes(["TOO_DEEP", "RATE_LIMITED"]) && read.trustedProxies.header == .forwarded)
    #expect(read.engine.limits.maximumListValues == 7 && read.engine.limits.maximumVariableValues == 8)
    #expect(read.engine.limits.maximumFragmentSpreads == 9 && read.maximumHeadBytes == 2000)
    #expect(read.requestDeadline == .milliseconds(500) && read.maximumConcurrentRequests == 3)
  }

  @Test(
    arguments: [
      ("RATE_LIMIT_USER", "100"), ("RATE_LIMIT_ADDRESS", "0/s"), ("RATE_LIMIT_FIELDS", "login=1/s"), ("MEASURED_LIMITS", "TOO_MANY_TOKENS"),
      ("MEASURED_LIMITS", "depth"), ("TRUSTED_PROXIES", "proxy.internal"), ("FORWARDING_HEADER", "x-real-ip"), ("RATE_LIMIT_COST", "0"),
      ("MAX_CONCURRENT_REQUESTS", "0"), ("REQUEST_DEADLINE_MS", "1"), ("MAX_HEAD_BYTES", "10"),
    ])
  func aWrongValueNamesTheSetting(variable: String, value: String) {
    let error = #expect(throws: GatewayConfiguration.Invalid.self) { try GatewayConfiguration(environment: [variable: value]) }
    #expect(error?.description.hasPrefix("\(variable) must be ") == true)
  }
}
