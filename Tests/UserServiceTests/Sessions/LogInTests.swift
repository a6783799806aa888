import Crypto
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import UserService

/// Rehashing at login, and changes during the computation of a hash.
@Suite(.needsPostgres, .needsRedis) struct LogInTests {
  /// Records the hashes that passwords are verified against, and runs a closure during a verification.
  private final class WatchedHashing: PasswordHashing {
    static let parameters = Argon2Parameters(memoryKiB: 64, passes: 1, lanes: 1)
    private let hasher = PasswordHasher(parameters: WatchedHashing.parameters)
    private let meanwhile: @Sendable () async throws -> Void
    private let hashes = Mutex<[String]>([])
    var verified: [String] { hashes.withLock { $0 } }

    init(meanwhile: @escaping @Sendable () async throws -> Void = {}) { self.meanwhile = meanwhile }

    func hash(_ password: String) async throws -> String { try await hasher.hash(password) }
    func needsRehash(_ hash: String) -> Bool { hasher.needsRehash(hash) }
    func verify(_ password: String, against hash: String) async throws -> Bool {
      hashes.withLock { $0.append(hash) }
      let isRight = try await hasher.verify(password, against: hash)
      try await meanwhile()
      return isRight
    }
  }

  private static func logIn(_ service: UserServiceFixture, _ hashing: WatchedHashing) async throws -> LogIn {
    let (host, database) = (service.host, service.host.database)
    return LogIn(
      work: database, users: PostgresUsers(database: database), sessions: PostgresSessionRepository(database: database),
      audit: PostgresAuditLog(database: database), hashing: hashing,
      throttle: RedisThrottle.logins(perAddress: 1000, host.redis, host.logger),
      tokens: TokenIssuer(key: host.signingKey, issuer: host.configuration.jwtIssuer, audience: host.configuration.jwtAudience),
      unknownAccountHash: try await hashing.hash("nobody's"))
  }

  private static func storedHash(_ service: UserServiceFixture) async throws -> String {
    try await service.host.database.query("SELECT password_hash FROM users")[0].get("password_hash")
  }

  @Test func anUnknownAddressTakesAsLongAsAWrongPassword() async throws {
    try await UserServiceFixture.with { service in
      let hashing = WatchedHashing()
      let logIn = try await Self.logIn(service, hashing)
      let (known, unknown) = (EntityID.make(), EntityID.make())
      try await service.host.database.execute(
        """
        INSERT INTO users (id, email, password_hash, first_name, last_name, roles, created_at, updated_at)
        VALUES (\(known), \("\(known)@example.com"), \(try await hashing.hash("password123")), 'A', 'B', '{customer}', now(), now())
        """)
      for name in [known, unknown] {
        let email = try #require(EmailAddress("\(name)@example.com"))
        await #expect(throws: UserError.invalidCredentials) { try await logIn(email: email, password: "wrong-password", from: "192.0.2.1") }
      }
      let costs = hashing.verified.compactMap { Argon2Parameters(phc: $0) }
      #expect(costs == [WatchedHashing.parameters, WatchedHashing.parameters])
      let lines = try await service.host.database.query("SELECT 1 AS line FROM audit_log WHERE action = 'user.login_failed'")
      #expect(lines.count == 2)
    }
  }

  @Test func rehashesAnOldHash() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      let present = try await Self.storedHash(service)
      let old = try await WatchedHashing().hash("password123")
      try await service.host.database.execute("UPDATE users SET password_hash = \(old)")
      #expect(try await service.logIn(account.email, "wrong-password").status == 401)
      #expect(try await Self.storedHash(service) == old)
      #expect(try await service.logIn(account.email).status == 200)
      let raised = try await Self.storedHash(service)
      #expect(raised != old && Argon2Parameters(phc: raised) == Argon2Parameters(phc: present))
      #expect(try await service.logIn(account.email).status == 200)
      #expect(try await Self.storedHash(service) == raised)
    }
  }

  @Test func aRoleThatIsRevokedConcurrentlyIsNotInTheToken() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let account = try await service.register()
      let role = "/\(account.id)/roles/admin"
      #expect(try await service.send(.put, role, token: admin).status == 200)
      let hashing = WatchedHashing {
        let revoked = try await service.send(.delete, role, token: admin)
        #expect(revoked.status == 200)
      }
      let logIn = try await Self.logIn(service, hashing)
      let signedIn = try await logIn(email: try #require(EmailAddress(account.email)), password: "password123", from: "192.0.2.1")
      #expect(signedIn.user.roles == [.customer])
      #expect(try await service.send(.get, "/audit-log", token: signedIn.tokens.token).status == 403)
    }
  }
}
