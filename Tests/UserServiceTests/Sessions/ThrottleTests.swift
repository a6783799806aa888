import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// Failed logins, registrations and requested mails are counted by account and address together, and by address. The client's address comes from a
/// trusted proxy: the sender of the tests' requests.
@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct ThrottleTests {
  private static let limits = [
    "LOGIN_FAILURES_PER_ADDRESS": "20", "MAILS_PER_ADDRESS": "20", "REGISTRATIONS_PER_ADDRESS": "20",
    "TRUSTED_PROXIES": ServiceTestHost<UserServiceApp>.remoteAddress,
  ]

  /// Runs the body with a Redis of its own, or without one.
  private static func with(redis: Bool = true, _ body: @Sendable (UserServiceFixture) async throws -> Void) async throws {
    guard redis else { return try await UserServiceFixture.with(redisURL: "redis://127.0.0.1:1/0", environment: limits, body) }
    try await OwnRedis.with { redis in
      try await UserServiceFixture.with(redisURL: redis.url, environment: limits) { service in
        try await eventually("Redis is up") { await service.host.redis.ping() }
        try await body(service)
      }
    }
  }

  private static func logIn(
    _ email: String, _ password: String = "password123", from address: String, _ service: UserServiceFixture
  ) async throws -> Int {
    try await service.send(
      .post, "/login", #"{"email":"\#(email)","password":"\#(password)"}"#, headers: ["X-Forwarded-For": address]
    ).status
  }

  private static func register(_ name: String, from address: String, _ service: UserServiceFixture) async throws -> ServiceAnswer {
    try await service.send(
      .post, "/register", #"{"email":"\#(name)@example.com","password":"password123","firstName":"John","lastName":"Doe"}"#,
      headers: ["X-Forwarded-For": address])
  }

  @Test(arguments: [true, false]) func wrongGuessesFromElsewhereDoNotLockTheOwnerOut(hasRedis: Bool) async throws {
    try await Self.with(redis: hasRedis) { service in
      let account = try await service.register()
      for address in ["203.0.113.7", "203.0.113.8", "2001:db8::7"] {
        for _ in 0..<5 { #expect(try await Self.logIn(account.email, "wrong-password", from: address, service) == 401) }
        #expect(try await Self.logIn(account.email, "wrong-password", from: address, service) == 429)
        #expect(try await Self.logIn(account.email, from: address, service) == 429, "a guess that is right is not told apart")
      }
      #expect(try await Self.logIn(account.email, from: "2001:db8::8", service) == 429, "the same network of one client")
      #expect(try await Self.logIn(account.email, from: "198.51.100.1", service) == 200, "the owner")
    }
  }

  @Test(arguments: [true, false]) func oneAddressMayNotGuessAtManyAccounts(hasRedis: Bool) async throws {
    try await Self.with(redis: hasRedis) { service in
      let account = try await service.register()
      var statuses: [Int] = []
      for number in 0..<60 {
        // What the client itself puts before its address changes nothing.
        let address = "192.0.2.\(number), 203.0.113.7"
        statuses.append(try await Self.logIn("nobody-\(number)@example.com", "wrong-password", from: address, service))
      }
      #expect(statuses == Array(repeating: 401, count: 20) + Array(repeating: 429, count: 40))
      let held = try await service.send(
        .post, "/login", #"{"email":"\#(account.email)","password":"password123"}"#, headers: ["X-Forwarded-For": "203.0.113.7"])
      #expect(held.status == 429 && (1...60).contains(Int(held.headers["Retry-After"] ?? "") ?? 0))
      #expect(try await Self.logIn(account.email, from: "203.0.113.8", service) == 200)
    }
  }

  @Test func aRightPasswordResetsTheCountOfTheAccountAndNotThatOfTheAddress() async throws {
    try await Self.with { service in
      let account = try await service.register()
      for _ in 0..<4 {
        for _ in 0..<4 { #expect(try await Self.logIn(account.email, "wrong-password", from: "203.0.113.7", service) == 401) }
        #expect(try await Self.logIn(account.email, from: "203.0.113.7", service) == 200)
      }
      for _ in 0..<4 { #expect(try await Self.logIn(account.email, "wrong-password", from: "203.0.113.7", service) == 401) }
      #expect(try await Self.logIn(account.email, from: "203.0.113.7", service) == 429)
    }
  }

  @Test(arguments: [true, false]) func oneAddressMayNotOpenManyAccounts(hasRedis: Bool) async throws {
    try await Self.with(redis: hasRedis) { service in
      var statuses: [Int] = []
      for number in 0..<25 { statuses.append(try await Self.register("a\(number)", from: "203.0.113.7", service).status) }
      #expect(statuses == Array(repeating: 201, count: 20) + Array(repeating: 429, count: 5))
      #expect(try await Self.register("other", from: "203.0.113.8", service).status == 201)
    }
  }

  @Test func requestsForMailsOfOneAddressDoNotKeepTheOwnersFromTheirs() async throws {
    try await Self.with { service in
      let account = try await service.register()
      func request(_ email: String, from address: String) async throws -> Int {
        try await service.send(.post, "/password-reset", #"{"email":"\#(email)"}"#, headers: ["X-Forwarded-For": address]).status
      }
      for _ in 0..<5 { #expect(try await request(account.email, from: "203.0.113.7") == 202) }
      #expect(try await request(account.email, from: "203.0.113.7") == 429)
      #expect(try await request(account.email, from: "198.51.100.1") == 202)
      for number in 0..<15 { #expect(try await request("nobody-\(number)@example.com", from: "203.0.113.7") == 202) }
      #expect(try await request("nobody-15@example.com", from: "203.0.113.7") == 429)
    }
  }

  @Test func withoutATrustedProxyTheCallerIsTheClient() async throws {
    try await OwnRedis.with { redis in
      let limits = ["LOGIN_FAILURES_PER_ADDRESS": "20", "REGISTRATIONS_PER_ADDRESS": "20"]
      try await UserServiceFixture.with(redisURL: redis.url, environment: limits) { service in
        try await eventually("Redis is up") { await service.host.redis.ping() }
        for number in 0..<20 {
          #expect(try await Self.logIn("n\(number)@example.com", "wrong-password", from: "192.0.2.\(number)", service) == 401)
        }
        #expect(try await Self.logIn("n20@example.com", "wrong-password", from: "192.0.2.20", service) == 429)
      }
    }
  }
}
