import Foundation
import GraphTools
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// The rates of callers and of root fields, as a client sees them.
@Suite(.timeLimit(.minutes(2))) struct CallerLimitTests {
  /// Counts its calls. Answers `/slow` only when it is released.
  private final class Accounts: HTTPHandler {
    private let calls = Mutex(0)
    private let isReleased = Mutex(false)

    var count: Int { calls.withLock { $0 } }
    func release() { isReleased.withLock { $0 = true } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0 += 1 }
      if request.path == "/slow" { try? await eventually("the release") { isReleased.withLock { $0 } } }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(#"{"token":"t","id":"1"}"#.utf8))
    }
  }

  private let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema @service(name: "s", url: "{$env.UPSTREAM}", timeoutMs: 20000)
        type Query {
          me: Session @rest(service: "s", GET: "/me")
          slow(n: Int): Session @rest(service: "s", GET: "/slow")
        }
        type Mutation {
          login(name: String): Session @rest(service: "s", POST: "/login", body: "{}")
          other: Session @rest(service: "s", POST: "/other", body: "{}")
        }
        type Session { token: String id: ID }
        """)
  ]

  private func with(
    _ settings: [String: String], upstream: Accounts = Accounts(), log: RecordedLog = RecordedLog(),
    _ body: @Sendable (RunningGateway) async throws -> Void
  ) async throws {
    try await RunningGateway.with(files: files, upstream: upstream, settings: settings, logger: log.logger, body)
  }

  private func post(_ gateway: RunningGateway, _ query: String, _ variables: String = "{}", from address: String? = nil) async throws
    -> HTTPResponse
  {
    var headers: HTTPFields = ["content-type": "application/json"]
    if let address { headers["x-forwarded-for"] = address }
    return try await gateway.send("POST", "/graphql", headers: headers, body: #"{"query":"\#(query)","variables":\#(variables)}"#)
  }

  // MARK: The rate of an address

  @Test func theRequestAfterTheLastTokenIsRefusedWithTheHeadersOfTheDraft() async throws {
    let upstream = Accounts()
    try await with(["RATE_LIMIT_ADDRESS": "3/h", "SHARE_OPERATIONS": "false"], upstream: upstream) {
      (gateway: RunningGateway) async throws in
      for _ in 0..<3 { #expect(try await post(gateway, "{ me { id } }").status == .ok) }
      let refused = try await post(gateway, "{ me { id } }")
      #expect(refused.status == .tooManyRequests && upstream.count == 3)
      let seconds = try #require(refused.headers["retry-after"].flatMap { Int($0) })
      // A token comes back each 1200 seconds.
      #expect((1190...1200).contains(seconds))
      #expect(refused.headers["ratelimit-policy"] == #""address";q=3;w=3600"#)
      #expect(refused.headers["ratelimit"] == #""address";r=0;t=\#(seconds)"#)
      #expect(refused.headers["content-type"] == "application/json; charset=utf-8" && refused.headers["cache-control"] == "no-store")
      let message = "Too many requests from this address: at most 3/h are allowed. Try again in \(seconds) s."
      #expect(
        String(decoding: refused.body, as: UTF8.self)
          == #"{"errors":[{"message":"\#(message)","extensions":{"code":"RATE_LIMITED","retryAfter":\#(seconds)}}]}"#)
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      #expect(page.contains(#"gateway_graphql_errors_total{code="RATE_LIMITED",operation="",type="unknown"} 1"#))
      #expect(page.contains(#"gateway_http_requests_total{route="graphql",status="429"} 1"#))
    }
  }

  @Test(arguments: ["{ nowhere }", "{", "{ me { id } } "]) func requestsCountWhateverBecomesOfThem(query: String) async throws {
    try await with(["RATE_LIMIT_ADDRESS": "2/h"]) { (gateway: RunningGateway) async throws in
      for _ in 0..<2 { #expect(try await post(gateway, query).status == .ok) }
      #expect(try await post(gateway, query).status == .tooManyRequests)
    }
  }

  @Test func anOperationTakesATokenForEachHundredOfItsCost() async throws {
    let schema = SourceFile(
      name: "s.graphql",
      text: """
        extend schema @service(name: "s", url: "{$env.UPSTREAM}")
        type Query { items(first: Int!): [Item] @listSize(slicingArguments: ["first"]) @rest(service: "s", GET: "/items?n={$args.first}") }
        type Item { id: ID tags: [Tag] }
        type Tag { id: ID }
        """)
    try await RunningGateway.with(
      files: [schema], upstream: Accounts(), settings: ["RATE_LIMIT_ADDRESS": "10/day", "RATE_LIMIT_COST": "1"]
    ) {
      (gateway: RunningGateway) async throws in
      // Each item costs 1: four tokens, and then six.
      #expect(try await post(gateway, "query($n: Int!) { items(first: $n) { id } }", #"{"n":4}"#).status == .ok)
      #expect(try await post(gateway, "query($n: Int!) { items(first: $n) { id } }", #"{"n":6}"#).status == .ok)
      #expect(try await post(gateway, "{ __typename }").status == .tooManyRequests)
    }
  }

  @Test func theAddressIsWhatTrustedProxiesSay() async throws {
    try await with(["RATE_LIMIT_ADDRESS": "1/h", "TRUSTED_PROXIES": "127.0.0.1"]) { (gateway: RunningGateway) async throws in
      #expect(try await post(gateway, "{ __typename }", from: "203.0.113.1").status == .ok)
      #expect(try await post(gateway, "{ __typename }", from: "198.51.100.9, 203.0.113.1").status == .tooManyRequests)
      #expect(try await post(gateway, "{ __typename }", from: "203.0.113.2").status == .ok)
      #expect(try await post(gateway, "{ __typename }", from: "2001:db8::1").status == .ok)
      #expect(try await post(gateway, "{ __typename }", from: "2001:db8::ffff").status == .tooManyRequests)
    }
    try await with(["RATE_LIMIT_ADDRESS": "1/h"]) { (gateway: RunningGateway) async throws in
      #expect(try await post(gateway, "{ __typename }", from: "203.0.113.1").status == .ok)
      #expect(try await post(gateway, "{ __typename }", from: "203.0.113.2").status == .tooManyRequests)
    }
  }

  @Test func forwardedIsReadOnlyIfTheSettingSaysSo() async throws {
    let settings = ["RATE_LIMIT_ADDRESS": "1/h", "TRUSTED_PROXIES": "127.0.0.1", "FORWARDING_HEADER": "forwarded"]
    try await with(settings) { (gateway: RunningGateway) async throws in
      func send(_ headers: HTTPFields) async throws -> HTTPStatus {
        var headers = headers
        headers["content-type"] = "application/json"
        return try await gateway.send("POST", "/graphql", headers: headers, body: #"{"query":"{ __typename }"}"#).status
      }
      #expect(try await send(["forwarded": "for=203.0.113.1;proto=https"]) == .ok)
      #expect(try await send(["forwarded": "for=203.0.113.1", "x-forwarded-for": "203.0.113.9"]) == .tooManyRequests)
      #expect(try await send(["forwarded": #"for="[2001:db8::1]:80""#]) == .ok)
    }
  }

  @Test func aVerifiedUserHasABucketOfItsOwnAndABadTokenCountsForTheAddress() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID())").path
    try Data(TokenMatrix.publicKeys).write(to: URL(filePath: path))
    let settings = ["JWT_PUBLIC_KEYS_FILE": path, "RATE_LIMIT_USER": "2/h", "RATE_LIMIT_ADDRESS": "1/h"]
    try await with(settings) { (gateway: RunningGateway) async throws in
      func ask(_ token: String?) async throws -> HTTPResponse {
        var headers: HTTPFields = ["content-type": "application/json"]
        if let token { headers["authorization"] = "Bearer \(token)" }
        return try await gateway.send("POST", "/graphql", headers: headers, body: #"{"query":"{ __typename }"}"#)
      }
      let ada = TokenMatrix.token(TokenMatrix.claims(["sub": "\"ada\"", "jti": "\"1\""]))
      for _ in 0..<2 { #expect(try await ask(ada).status == .ok) }
      let refused = try await ask(ada)
      #expect(refused.status == .tooManyRequests && refused.headers["ratelimit-policy"] == #""user";q=2;w=3600"#)
      // Another token of the user is the same user.
      #expect(try await ask(TokenMatrix.token(TokenMatrix.claims(["sub": "\"ada\"", "jti": "\"2\""]))).status == .tooManyRequests)
      #expect(try await ask(TokenMatrix.token(TokenMatrix.claims(["sub": "\"bob\"", "jti": "\"3\""]))).status == .ok)
      #expect(try await ask("not.a.token").status == .unauthorized)
      #expect(try await ask("not.a.token").status == .tooManyRequests)
      #expect(try await ask(nil).status == .tooManyRequests)
    }
  }

  // MARK: Root fields

  private static let attempts: [(count: Int, query: String, variables: String)] = [
    (1, "mutation { login { token } }", "{}"),
    (3, "mutation { a: login { token } b: login { token } c: login { token } }", "{}"),
    (2, "mutation { ...F ...G } fragment F on Mutation { a: login { token } } fragment G on Mutation { ... { b: login { token } } }", "{}"),
    (1, "mutation { login { token } login { id } ...F } fragment F on Mutation { login { token } }", "{}"),
    (1, "mutation($s: Boolean!) { a: login @skip(if: $s) { token } b: login @include(if: $s) { token } }", #"{"s":true}"#),
    (2, "mutation($s: Boolean = false) { a: login @skip(if: $s) { token } b: login { token } }", "{}"),
    (1, "mutation { a: login @skip(if: true) { token } b: login { token } other { id } }", "{}"),
    (0, "mutation { other { id } }", "{}"),
  ]

  @Test(arguments: attempts) func aFieldCountsForEachTimeThatItIsExecuted(count: Int, query: String, variables: String) async throws {
    let upstream = Accounts()
    try await with(["RATE_LIMIT_FIELDS": "Mutation.login=4/h"], upstream: upstream) { (gateway: RunningGateway) async throws in
      #expect(try await post(gateway, query, variables).status == .ok)
      let calls = upstream.count
      for _ in 0..<4 - count { #expect(try await post(gateway, "mutation { login { token } }").status == .ok) }
      #expect(try await post(gateway, "mutation { login { token } }").status == .tooManyRequests)
      #expect(upstream.count == calls + 4 - count)
    }
  }

  @Test func aThousandAliasesAreAThousandAttempts() async throws {
    let upstream = Accounts()
    let settings = [
      "RATE_LIMIT_FIELDS": "Mutation.login=999/day", "MAX_ALIASES": "2000", "MAX_ROOT_MUTATIONS": "2000", "MAX_TOKENS": "100000",
    ]
    try await with(settings, upstream: upstream) { (gateway: RunningGateway) async throws in
      func mutation(_ count: Int) -> String { "mutation { " + (0..<count).map { "a\($0): login { id }" }.joined(separator: " ") + " }" }
      let refused = try await post(gateway, mutation(1000))
      #expect(refused.status == .tooManyRequests && upstream.count == 0)
      #expect(String(decoding: refused.body, as: UTF8.self).contains("at most 999 are allowed."))
      #expect(try await post(gateway, mutation(999)).status == .ok && upstream.count == 999)
      #expect(try await post(gateway, mutation(1)).status == .tooManyRequests && upstream.count == 999)
    }
  }

  @Test func attemptsOfAnotherAddressDoNotCount() async throws {
    let settings = ["RATE_LIMIT_FIELDS": "Mutation.login=1/h", "TRUSTED_PROXIES": "127.0.0.1"]
    try await with(settings) { (gateway: RunningGateway) async throws in
      #expect(try await post(gateway, "mutation { login { id } }", from: "203.0.113.1").status == .ok)
      #expect(try await post(gateway, "mutation { login { id } }", from: "203.0.113.1").status == .tooManyRequests)
      #expect(try await post(gateway, "mutation { login { id } }", from: "203.0.113.2").status == .ok)
      #expect(try await post(gateway, "mutation { other { id } }", from: "203.0.113.1").status == .ok)
    }
  }

  @Test func theDefaultLimitsAttemptsToSignIn() async throws {
    try await with([:]) { (gateway: RunningGateway) async throws in
      var allowed = 0
      while allowed < 30, try await post(gateway, "mutation { login { id } }").status == .ok { allowed += 1 }
      // A token comes back each three seconds.
      #expect((20...24).contains(allowed))
    }
  }

  @Test func aRateForAFieldThatIsNotInTheGraphIsLogged() async throws {
    let log = RecordedLog()
    try await with(["RATE_LIMIT_FIELDS": "Mutation.logn=4/h,Mutation.login=4/h"], log: log) { _ in }
    #expect(
      log.lines.filter { $0.contains("has no such root field") } == [
        "warning the graph has no such root field, so its rate limits nothing field=Mutation.logn"
      ])
  }

  // MARK: Requests at the same time

  @Test func aCallerHasAtMostSoManyRequestsAtTheSameTime() async throws {
    let upstream = Accounts()
    let settings = ["MAX_CONCURRENT_REQUESTS": "2", "TRUSTED_PROXIES": "127.0.0.1", "SHARE_CALLS": "false"]
    try await with(settings, upstream: upstream) { (gateway: RunningGateway) async throws in
      try await withThrowingTaskGroup(of: HTTPStatus.self) { group in
        for n in 0..<2 { group.addTask { try await post(gateway, "{ slow(n: \(n)) { id } }", from: "203.0.113.1").status } }
        try await eventually("two requests") { upstream.count == 2 }
        let refused = try await post(gateway, "{ __typename }", from: "203.0.113.1")
        #expect(refused.status == .tooManyRequests && refused.headers["retry-after"] == "1")
        #expect(String(decoding: refused.body, as: UTF8.self).contains(#""code":"TOO_MANY_CONCURRENT_REQUESTS""#))
        #expect(try await post(gateway, "{ __typename }", from: "203.0.113.2").status == .ok)
        upstream.release()
        for try await status in group { #expect(status == .ok) }
      }
      #expect(try await post(gateway, "{ __typename }", from: "203.0.113.1").status == .ok)
    }
  }

  // MARK: Measured

  @Test(arguments: ["RATE_LIMITED", "all"]) func aMeasuredRateIsCountedAndLoggedAndRefusesNothing(measured: String) async throws {
    let log = RecordedLog()
    let settings = ["RATE_LIMIT_ADDRESS": "2/h", "RATE_LIMIT_FIELDS": "Mutation.login=1/h", "MEASURED_LIMITS": measured]
    try await with(settings, log: log) { (gateway: RunningGateway) async throws in
      for _ in 0..<5 { #expect(try await post(gateway, "mutation { login { id } }").status == .ok) }
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      // Three requests without a token, and four attempts without one.
      #expect(page.contains(#"gateway_measured_limits_total{code="RATE_LIMITED"} 7"#))
    }
    let lines = log.lines.filter { $0.contains("limit exceeded; it is only measured") }
    #expect((1...7).contains(lines.count) && lines[0].hasPrefix("notice limit exceeded; it is only measured code=RATE_LIMITED"))
  }

  // MARK: Two replicas

  @Test(.needsRedis) func twoGatewaysOnOneRedisHaveOneRateToTwoPercent() async throws {
    try await OwnRedis.with { redis in
      let settings = ["REDIS_URL": redis.url, "RATE_LIMIT_ADDRESS": "500/day"]
      try await with(settings) { (first: RunningGateway) async throws in
        try await with(settings) { (second: RunningGateway) async throws in
          let allowed = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
              group.addTask {
                var allowed = 0
                for _ in 0..<100 {
                  let gateway = worker % 4 == 0 ? first : second
                  if try await post(gateway, "{ __typename }").status == .ok { allowed += 1 }
                }
                return allowed
              }
            }
            return try await group.reduce(0, +)
          }
          #expect((490...510).contains(allowed), "\(allowed)")
        }
      }
    }
  }

  @Test(.needsRedis) func noRequestFailsWhenRedisIsKilledUnderLoad() async throws {
    let log = RecordedLog()
    try await OwnRedis.with { redis in
      let settings = ["REDIS_URL": redis.url, "RATE_LIMIT_ADDRESS": "5000/s", "RATE_LIMIT_FIELDS": "Mutation.login=100000/s"]
      try await with(settings, log: log) { (gateway: RunningGateway) async throws in
        let done = Done()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<8 {
            group.addTask {
              for _ in 0..<200 {
                // The rate of a field asks Redis for each request.
                let status = try await post(gateway, "mutation { login { id } }").status
                #expect(status == .ok)
                done.add()
              }
            }
          }
          try await eventually("load") { done.number > 200 }
          try redis.kill()
          try await group.waitForAll()
        }
        #expect(done.number == 1600)
      }
    }
    #expect(log.lines.filter { $0.contains("rate limits are not shared") }.count == 1)
  }
}

/// Requests that were answered.
private final class Done: Sendable {
  private let count = Mutex(0)

  var number: Int { count.withLock { $0 } }

  func add() { count.withLock { $0 += 1 } }
}
