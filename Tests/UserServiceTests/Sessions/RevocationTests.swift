import Authentication
import HTTPCore
import JSON
import ProcessKit
import ServiceKit
import ServiceRuntime
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// Every kind of revocation, while the test's own Redis is killed, restarted and flushed.
@Suite(.needsPostgres, .serialized, .timeLimit(.minutes(2))) struct RevocationTests {
  enum Fault: CaseIterable, Sendable {
    /// Redis is down while the tokens are revoked, and comes back with its old data.
    case killed
    /// Redis loses its data after the tokens were revoked.
    case flushed
    /// Redis loses its data, and is killed, before the tokens are revoked.
    case flushedAndKilled
  }

  /// Tokens that were revoked, one for each kind of revocation.
  private struct Revoked: Sendable {
    var admin = ""
    var customers: [String: String] = [:]
  }

  /// A service that has only the set in Redis, as the order and the payment service have it when the user service does not answer.
  private struct OtherService: Sendable {
    private let handler: ObservedHandler

    init(_ host: ServiceHost) {
      let route = Route(.get, "/mine", access: .signedIn, summary: "") { _ in Envelope.success(message: "m") }
      handler = host.handler(for: ServiceParts(routes: [route], subscribers: [], consumers: []))
    }

    func status(_ token: String) async -> Int {
      await handler.respond(to: HTTPRequest(target: "/mine", headers: ["Authorization": "Bearer \(token)"])).status.code
    }
  }

  private static func with(_ body: @Sendable (UserServiceFixture, OwnRedis) async throws -> Void) async throws {
    try await OwnRedis.with { redis in
      try await UserServiceFixture.with(redisURL: redis.url) { service in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await service.app.revocationRelay.run() }
          defer { group.cancelAll() }
          try await isComplete(redis)
          try await body(service, redis)
        }
      }
    }
  }

  private static func isComplete(_ redis: OwnRedis) async throws {
    try await eventually("the set is complete") { try await redis.command("EXISTS", "auth:revocations:complete") == "1" }
  }

  @Test(arguments: Fault.allCases) func everyKindOfRevocationOutlivesAFaultOfRedis(_ fault: Fault) async throws {
    try await Self.with { service, redis in
      let other = OtherService(service.host)
      let admin = try await service.adminToken()
      let accounts = try await Self.accounts(service, admin)
      for token in [accounts.admin] + accounts.customers.values {
        #expect(try await service.send(.get, "/me", token: token).status == 200)
        #expect(await other.status(token) == 200)
      }
      if fault == .flushedAndKilled { try await redis.command("FLUSHALL") }
      if fault != .flushed {
        try redis.kill()
        try await eventually("the service has lost Redis") { !service.host.redis.isConnected }
      }
      let revoked = try await Self.revoke(accounts, service, admin: admin)
      if fault == .flushed { try await redis.command("FLUSHALL") }
      for (kind, token) in revoked.customers {
        #expect(try await service.send(.get, "/me", token: token).status == 401, "\(kind)")
      }
      #expect(try await service.send(.get, "/me", token: revoked.admin).status == 401)
      #expect([401, 503].contains(await other.status(revoked.admin)), "an administrator's token is not accepted by its signature")
      if fault != .flushed { try await redis.start() }
      try await eventually("the set in Redis is complete again", timeout: .seconds(30)) {
        let status = await other.status(revoked.admin)
        #expect([401, 503].contains(status))
        return await other.status(admin) == 200
      }
      for (kind, token) in revoked.customers {
        #expect(await other.status(token) == 401, "\(kind)")
        #expect(try await service.send(.get, "/me", token: token).status == 401, "\(kind)")
      }
      #expect(await other.status(revoked.admin) == 401)
    }
  }

  /// Signs in one account for each kind of revocation.
  private static func accounts(_ service: UserServiceFixture, _ admin: String) async throws -> Revoked {
    let promoted = try await service.register("promoted")
    _ = try await service.send(.put, "/\(promoted.id)/roles/admin", token: admin)
    var accounts = Revoked()
    accounts.admin = try #require(try await service.logIn(promoted.email).data?["token"]?.string)
    for kind in ["password", "deletion", "logout", "reuse", "permission"] {
      accounts.customers[kind] = try await service.register(kind).token
    }
    return accounts
  }

  private static func revoke(_ accounts: Revoked, _ service: UserServiceFixture, admin: String) async throws -> Revoked {
    func id(_ name: String) async throws -> String {
      let rows = try await service.host.database.query("SELECT id FROM users WHERE email = \("\(name)@example.com")")
      return try rows[0].get("id", as: EntityID.self).description
    }
    #expect(try await service.send(.delete, "/\(try await id("promoted"))/roles/admin", token: admin).status == 200)
    let password = #"{"currentPassword":"password123","newPassword":"another-password"}"#
    let changed = try await service.send(.post, "/me/password", password, token: accounts.customers["password"])
    #expect(changed.status == 200)
    #expect(try await service.send(.get, "/me", token: changed.data?["token"]?.string).status == 200, "a token of the same second")
    #expect(try await service.send(.delete, "/\(try await id("deletion"))", token: accounts.customers["deletion"]).status == 200)
    #expect(
      try await service.send(.put, "/\(try await id("permission"))/permissions/payment.payment.refund", token: admin).status == 200)
    let session = try await service.logIn("logout@example.com")
    let refresh = try #require(session.data?["refreshToken"]?.string)
    let out = try await service.send(.post, "/logout", #"{"refreshToken":"\#(refresh)"}"#, token: accounts.customers["logout"])
    #expect(out.status == 200)
    let stolen = try await service.logIn("reuse@example.com")
    let first = #"{"refreshToken":"\#(try #require(stolen.data?["refreshToken"]?.string))"}"#
    let second = try await service.send(.post, "/refresh", first)
    #expect(second.status == 200)
    #expect(try await service.send(.post, "/refresh", first).status == 401, "a refresh token is used twice")
    var revoked = accounts
    revoked.customers["the session of a logout"] = session.data?["token"]?.string
    revoked.customers["reuse"] = stolen.data?["token"]?.string
    revoked.customers["reuse, renewed"] = second.data?["token"]?.string
    return revoked
  }

  @Test func aTokenIssuedInTheSecondOfARevocationIsValid() async throws {
    try await Self.with { service, _ in
      let other = OtherService(service.host)
      let admin = try await service.adminToken()
      let account = try await service.register()
      for role in ["support", "admin"] {
        #expect(try await service.send(.put, "/\(account.id)/roles/\(role)", token: admin).status == 200)
        let token = try #require(try await service.logIn(account.email).data?["token"]?.string)
        #expect(try await service.send(.get, "/me", token: token).status == 200)
        #expect(await other.status(token) == 200)
      }
    }
  }

  @Test func anEntryExpiresWithItsToken() async throws {
    try await Self.with { service, redis in
      let account = try await service.register()
      #expect(try await service.send(.delete, "/\(account.id)", token: account.token).status == 200)
      let key = try await redis.command("KEYS", "auth:revoked:*")
      let seconds = Int(try await redis.command("TTL", key)) ?? 0
      #expect((890...961).contains(seconds))
      try await service.host.database.execute("UPDATE token_revocations SET expires_at = now() - interval '10 minutes'")
      for job in UserJobs.all { #expect(try await job.runOnce(on: service.host.database) != nil) }
      #expect(try await service.host.database.query("SELECT 1 AS one FROM token_revocations").isEmpty)
    }
  }

  @Test func aSetThatLosesItsDataDuringARebuildIsNotDeclaredComplete() async throws {
    try await OwnRedis.with { redis in
      try await UserServiceFixture.with(redisURL: redis.url) { service in
        let set = service.host.revocations
        let end = Timestamp.now.advanced(by: .seconds(600))
        let tokens = (0..<3000).map { RevokedToken(id: "t-\($0)", expiresAt: end) }
        try await eventually("Redis is up") { await service.host.redis.ping() }
        for _ in 0..<20 {
          async let isComplete = set.rebuild(tokens, until: end)
          try await redis.command("FLUSHALL")
          _ = try await isComplete
          let keys = Int(try await redis.command("DBSIZE")) ?? 0
          if try await redis.command("EXISTS", "auth:revocations:complete") == "1" {
            #expect(keys == tokens.count + 1)
          }
          try await redis.command("FLUSHALL")
        }
        #expect(try await set.rebuild(tokens, until: end))
        #expect(try await set.isRevoked("t-2999", token: ""))
        #expect(try await !set.isRevoked("another", token: ""))
        #expect(try await set.renew(until: .now))
        try await eventually("the lease ends") {
          do { return try await set.isRevoked("another", token: "") } catch is RedisRevocationSet.Incomplete { return true }
        }
        #expect(try await !set.renew(until: end), "a lease that has ended is not renewed")
        #expect(try await set.isRevoked("t-2999", token: ""))
      }
    }
  }
}
