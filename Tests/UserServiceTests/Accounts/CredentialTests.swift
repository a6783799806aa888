import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct CredentialTests {
  private let proof = "Confirm your e-mail address"
  private let reset = "Set a new password"

  private func ask(_ service: UserServiceFixture, _ email: String) async throws -> ServiceAnswer {
    try await service.send(.post, "/password-reset", #"{"email":"\#(email)"}"#)
  }

  private func confirm(
    _ service: UserServiceFixture, _ token: String, _ password: String = "another-password"
  ) async throws -> ServiceAnswer {
    try await service.send(.post, "/password-reset/confirm", #"{"token":"\#(token)","password":"\#(password)"}"#)
  }

  @Test func confirmsAnAddressOnce() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      try await service.deliverMail()
      let token = try #require(try await service.mailedToken(to: account.email, proof))
      #expect(try await service.send(.get, "/me", token: account.token).data?["emailVerified"]?.bool == false)
      #expect(try await confirm(service, token).status == 401, "a token counts for its purpose alone")
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(token)"}"#).status == 200)
      #expect(try await service.send(.get, "/me", token: account.token).data?["emailVerified"]?.bool == true)
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(token)"}"#).status == 401)
      #expect(try await service.send(.post, "/verify-email", #"{"token":"made-up"}"#).status == 401)
    }
  }

  @Test func aNewAddressMustBeVerified() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      try await service.deliverMail()
      let old = try #require(try await service.mailedToken(to: account.email, proof))
      let other = "\(EntityID.make())@example.com"
      #expect(try await service.send(.put, "/\(account.id)", #"{"email":"\#(other)"}"#, token: account.token).status == 200)
      try await service.deliverMail()
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(old)"}"#).status == 401)
      let new = try #require(try await service.mailedToken(to: other, proof))
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(new)"}"#).status == 200)
    }
  }

  @Test func resetsAPasswordOnceAndEndsAllSessions() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      #expect(try await ask(service, account.email).status == 202)
      try await service.deliverMail()
      let token = try #require(try await service.mailedToken(to: account.email, reset))
      #expect(try await confirm(service, token, "short").status == 400)
      #expect(try await confirm(service, token).status == 200)
      #expect(try await confirm(service, token).status == 401)
      #expect(try await service.send(.get, "/me", token: account.token).status == 401)
      #expect(try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#).status == 401)
      #expect(try await service.logIn(account.email).status == 401)
      #expect(try await service.logIn(account.email, "another-password").status == 200)
    }
  }

  @Test func ofTwoTokensTheLaterIsValid() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      _ = try await ask(service, account.email)
      try await service.deliverMail()
      let first = try #require(try await service.mailedToken(to: account.email, reset))
      _ = try await ask(service, account.email)
      try await service.deliverMail()
      let second = try #require(try await service.mailedToken(to: account.email, reset))
      #expect(try await confirm(service, first).status == 401)
      #expect(try await confirm(service, second).status == 200)
    }
  }

  @Test func tokensEndAndAreStoredAsDigests() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      _ = try await ask(service, account.email)
      try await service.deliverMail()
      let token = try #require(try await service.mailedToken(to: account.email, reset))
      let rows = try await service.host.database.query(
        "SELECT token_hash, expires_at - created_at = interval '24 hours' AS day FROM single_use_tokens")
      for row in rows {
        #expect(try row.get("token_hash", as: String.self) != token)
        #expect(try row.get("day", as: Bool.self))
      }
      try await service.host.database.execute("UPDATE single_use_tokens SET expires_at = now() - interval '1 second'")
      #expect(try await confirm(service, token).status == 401)
      for job in UserJobs.all { #expect(try await job.runOnce(on: service.host.database) != nil) }
    }
  }

  @Test func doesNotRevealWhetherAnAddressHasAnAccount() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      try await service.deliverMail()
      let unknown = "\(EntityID.make())@example.com"
      let answers = [try await ask(service, account.email), try await ask(service, unknown)]
      #expect(answers.map(\.status) == [202, 202])
      #expect(answers[0].json?["message"]?.string == answers[1].json?["message"]?.string)
      // Both requests write the same rows. The difference happens later, after the response.
      #expect(try await service.events() == ["user.password_reset_requested", "user.password_reset_requested"])
      try await service.deliverMail()
      #expect(try await service.mailedToken(to: unknown, reset) == nil)
      for _ in 0..<4 { _ = try await ask(service, unknown) }
      let held = try await ask(service, unknown)
      #expect(held.status == 429)
      #expect(Int(held.headers["Retry-After"] ?? "") ?? 0 > 0)
    }
  }

  @Test func changesAPasswordIfTheCurrentOneIsGiven() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      let wrong = #"{"currentPassword":"wrong-password","newPassword":"another-password"}"#
      #expect(try await service.send(.post, "/me/password", wrong, token: account.token).status == 403)
      let right = #"{"currentPassword":"password123","newPassword":"another-password"}"#
      #expect(try await service.send(.post, "/me/password", right).status == 401)
      let changed = try await service.send(.post, "/me/password", right, token: account.token)
      #expect(changed.status == 200)
      #expect(try await service.send(.get, "/me", token: account.token).status == 401)
      #expect(try await service.send(.get, "/me", token: changed.data?["token"]?.string).status == 200)
      #expect(try await service.logIn(account.email).status == 401)
      #expect(try await service.logIn(account.email, "another-password").status == 200)
    }
  }

  @Test func createsOneAccountForOneKey() async throws {
    try await UserServiceFixture.with { service in
      func register(_ email: String, _ name: String = "John") async throws -> ServiceAnswer {
        try await service.send(
          .post, "/register", #"{"email":"\#(email)","password":"password123","firstName":"\#(name)","lastName":"Doe"}"#,
          headers: ["Idempotency-Key": "the-key"])
      }
      let first = try await register("a@example.com")
      let again = try await register("a@example.com")
      #expect(first.status == 201 && again.status == 201)
      #expect(first.data?["refreshToken"]?.string == again.data?["refreshToken"]?.string)
      #expect(again.headers["Idempotency-Replayed"] == "true")
      #expect(try await register("a@example.com", "Jane").status == 422)
      #expect(try await register("b@example.com").status == 201, "another person's key of the same text")
      let refresh = try #require(first.data?["refreshToken"]?.string)
      let rows = try await service.host.database.query("SELECT convert_from(body, 'UTF8') AS body FROM idempotency_keys")
      for row in rows { #expect(try !row.get("body", as: String.self).contains(refresh)) }
    }
  }
}
