import HTTPCore
import Postgres
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// Concurrent changes of one account lock in the same order: neither sees a partial change of the other, and neither fails.
@Suite(.needsPostgres, .needsRedis, .timeLimit(.minutes(1))) struct LockOrderTests {
  /// Waits until a statement of the service waits for a lock.
  private static func someoneWaits(_ service: UserServiceFixture) async throws {
    try await eventually("the request waits for a lock") {
      try await service.host.database.query(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")[0].get(
          "n", as: Int.self)
        == 1
    }
  }

  /// The ways to revoke an account's access tokens.
  @Test(arguments: ["grant", "deletion"])
  func aConcurrentRotationIsRevokedToo(change: String) async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let account = try await service.register()
      let rotated = "\(EntityID.make())"
      try await service.host.database.withSession { rotation in
        // Like a rotation, which holds the lock on the user's sessions from its claim to its end.
        try await rotation.execute("BEGIN")
        try await rotation.execute("SELECT pg_advisory_xact_lock(hashtextextended(\("sessions of \(account.id)"), 0))")
        let (method, path) = change == "grant" ? (HTTPMethod.put, "/\(account.id)/roles/support") : (.delete, "/\(account.id)")
        async let changed = service.send(method, path, token: admin).status
        try await Self.someoneWaits(service)
        try await rotation.execute(
          """
          INSERT INTO sessions (token_hash, family_id, user_id, access_token_id, access_expires_at, created_at, expires_at)
          SELECT \(rotated), family_id, user_id, \(rotated), access_expires_at, created_at, expires_at FROM sessions
          WHERE user_id = \(try #require(EntityID(account.id)))
          """)
        try await rotation.execute("COMMIT")
        #expect(try await changed == 200)
      }
      #expect(try await service.host.database.query("SELECT 1 AS revoked FROM token_revocations WHERE token_id = \(rotated)").count == 1)
    }
  }

  @Test func aTokenThatIsInvalidatedConcurrentlyIsNotAccepted() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      #expect(try await service.send(.post, "/password-reset", #"{"email":"\#(account.email)"}"#).status == 202)
      try await service.deliverMail()
      let token = try #require(try await service.mailedToken(to: account.email, "Set a new password"))
      try await service.host.database.withSession { change in
        // Like a password change, which locks the account and then its tokens.
        let id = try #require(EntityID(account.id))
        try await change.execute("BEGIN")
        _ = try await change.query("SELECT 1 AS one FROM users WHERE id = \(id) FOR NO KEY UPDATE")
        async let confirmed = service.send(.post, "/password-reset/confirm", #"{"token":"\#(token)","password":"another-password"}"#).status
        try await Self.someoneWaits(service)
        try await change.execute("UPDATE single_use_tokens SET used_at = now() WHERE user_id = \(id) AND used_at IS NULL")
        try await change.execute("COMMIT")
        #expect(try await confirmed == 401)
      }
      #expect(try await service.logIn(account.email).status == 200)
    }
  }
}
