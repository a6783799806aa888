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

  private let change = "Confirm your new e-mail address"

  private func subjects(to email: String, _ service: UserServiceFixture) async throws -> [String] {
    try await service.service.send(.get, "/dev/mails.json?recipient=\(email)").data?.elements.compactMap { $0["subject"]?.string } ?? []
  }

  @Test func aNewAddressCountsWhenItIsConfirmedAndTheOldOneIsTold() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      try await service.deliverMail()
      let other = "\(EntityID.make())@example.com"
      let requested = try await service.send(.put, "/\(account.id)", #"{"email":"\#(other)"}"#, token: account.token)
      #expect(requested.status == 200)
      #expect(requested.data?["email"]?.string == account.email && requested.data?["pendingEmail"]?.string == other)
      #expect(try await service.logIn(account.email).status == 200)
      #expect(try await service.logIn(other).status == 401)
      // The token is in the mail to the new address alone.
      let event = try await service.host.database.query(
        "SELECT data::text AS data FROM outbox WHERE event_type = 'user.email_change_requested'")
      #expect(event.count == 1)
      try await service.deliverMail()
      let token = try #require(try await service.mailedToken(to: other, change))
      #expect(try !event[0].get("data", as: String.self).contains(token))
      #expect(try await subjects(to: account.email, service) == ["A new e-mail address for your account", proof])
      #expect(try await confirm(service, token).status == 401, "a token counts for its purpose alone")

      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(token)"}"#).status == 200)
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(token)"}"#).status == 401)
      let me = try await service.send(.get, "/me", token: account.token)
      #expect(me.data?["email"]?.string == other && me.data?["emailVerified"]?.bool == true)
      #expect(me.data?["pendingEmail"]?.string == nil)
      #expect(try await service.logIn(other).status == 200)
      #expect(try await service.logIn(account.email).status == 401)
      try await service.deliverMail()
      #expect(try await subjects(to: account.email, service).first == "Your e-mail address has changed")
      #expect(try await subjects(to: other, service) == [change])
      let admin = try await service.adminToken()
      #expect(try await service.audited(account.id, by: admin).contains("user.email_changed"))
    }
  }

  @Test func onlyTheLastRequestedAddressCanBeConfirmed() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      let (first, second) = ("\(EntityID.make())@example.com", "\(EntityID.make())@example.com")
      var tokens: [String] = []
      for email in [first, second] {
        #expect(try await service.send(.put, "/\(account.id)", #"{"email":"\#(email)"}"#, token: account.token).status == 200)
        try await service.deliverMail()
        tokens.append(try #require(try await service.mailedToken(to: email, change)))
      }
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(tokens[0])"}"#).status == 401)
      // The present address ends the wait.
      #expect(try await service.send(.put, "/\(account.id)", #"{"email":"\#(account.email)"}"#, token: account.token).status == 200)
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(tokens[1])"}"#).status == 401)
      #expect(try await service.send(.get, "/me", token: account.token).data?["email"]?.string == account.email)
    }
  }

  @Test func anAddressOfAnotherAccountIsRefusedAtTheRequestAndAtTheConfirmation() async throws {
    try await UserServiceFixture.with { service in
      let (account, other) = (try await service.register(), try await service.register())
      #expect(try await service.send(.put, "/\(account.id)", #"{"email":"\#(other.email)"}"#, token: account.token).status == 409)
      let name = EntityID.make().description
      let email = "\(name)@example.com"
      #expect(try await service.send(.put, "/\(account.id)", #"{"email":"\#(email)"}"#, token: account.token).status == 200)
      try await service.deliverMail()
      let token = try #require(try await service.mailedToken(to: email, change))
      _ = try await service.register(name)
      #expect(try await service.send(.post, "/verify-email", #"{"token":"\#(token)"}"#).status == 409)
      #expect(try await service.send(.get, "/me", token: account.token).data?["email"]?.string == account.email)
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
