import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct SessionTests {
  @Test func registersAndSignsIn() async throws {
    try await UserServiceFixture.with { service in
      let body = #"{"email":"User@Example.com","password":"password123","firstName":"John","lastName":"Doe"}"#
      let answer = try await service.send(.post, "/register", body)
      #expect(answer.status == 201)
      #expect(answer.data?["expiresIn"]?.int == 900)
      #expect(answer.data?["user"]?["email"]?.string == "user@example.com")
      #expect(answer.data?["user"]?["fullName"]?.string == "John Doe")
      let me = try await service.send(.get, "/me", token: answer.data?["token"]?.string)
      #expect(me.status == 200)
      #expect(me.data?["id"]?.string == answer.data?["user"]?["id"]?.string)
      #expect(try await service.events() == ["user.created"])
      let again = try await service.send(.post, "/register", body)
      #expect(again.status == 409)
      #expect(again.errorCode == "CONFLICT")
      #expect(try await service.events() == ["user.created"])
    }
  }

  @Test func reportsAllErrorsOfARegistration() async throws {
    try await UserServiceFixture.with { service in
      let answer = try await service.send(.post, "/register", #"{"email":"nobody","password":"short","firstName":7,"role":"admin"}"#)
      #expect(answer.status == 400)
      let fields = answer.json?["error"]?["details"]?.elements.compactMap { $0["field"]?.string }
      #expect(fields == ["email", "password", "firstName", "lastName", "role"])
    }
  }

  @Test func doesNotRevealWhichPartOfALoginIsWrong() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      #expect(try await service.logIn(account.email.uppercased()).status == 200)
      let wrong = try await service.logIn(account.email, "wrong-password")
      let unknown = try await service.logIn("nobody-\(EntityID.make())@example.com")
      let malformed = try await service.logIn("no address")
      for answer in [wrong, unknown, malformed] {
        #expect(answer.status == 401)
        #expect(answer.json?["error"]?["message"]?.string == wrong.json?["error"]?["message"]?.string)
      }
    }
  }

  @Test func throttlesAnAccountAfterFiveFailures() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      for _ in 0..<5 { #expect(try await service.logIn(account.email, "wrong-password").status == 401) }
      let held = try await service.logIn(account.email)
      #expect(held.status == 429)
      let seconds = Int(held.headers["Retry-After"] ?? "") ?? 0
      #expect((1...60).contains(seconds))
      #expect(try await service.logIn(try await service.register().email).status == 200)
    }
  }

  @Test func aSuccessfulLoginResetsTheFailures() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      for _ in 0..<2 {
        for _ in 0..<4 { #expect(try await service.logIn(account.email, "wrong-password").status == 401) }
        #expect(try await service.logIn(account.email).status == 200)
      }
    }
  }

  @Test func rotatesRefreshTokensAndRevokesTheFamilyOnReuse() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      func refresh(_ token: String) async throws -> ServiceAnswer {
        try await service.send(.post, "/refresh", #"{"refreshToken":"\#(token)"}"#)
      }
      let second = try await refresh(account.refreshToken)
      #expect(second.status == 200)
      let secondToken = try #require(second.data?["token"]?.string)
      #expect(try await service.send(.get, "/me", token: secondToken).status == 200)
      #expect(try await refresh(account.refreshToken).status == 401)
      #expect(try await refresh(second.data?["refreshToken"]?.string ?? "").status == 401)
      #expect(try await service.send(.get, "/me", token: secondToken).status == 401)
      #expect(try await refresh("made-up").status == 401)
    }
  }

  @Test func ofTwoConcurrentRefreshesOneWins() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask { try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }.sorted()
      }
      #expect(statuses == [200, 401, 401, 401])
    }
  }

  @Test func logoutRevokesBothTokens() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      let other = try await service.logIn(account.email)
      let out = try await service.send(.post, "/logout", #"{"refreshToken":"\#(account.refreshToken)"}"#, token: account.token)
      #expect(out.status == 200)
      #expect(try await service.send(.get, "/me", token: account.token).status == 401)
      #expect(try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#).status == 401)
      #expect(try await service.send(.get, "/me", token: other.data?["token"]?.string).status == 200)
    }
  }

  @Test func createsTheDemoAccountsOnce() async throws {
    try await UserServiceFixture.with { service in
      #expect(try await service.app.loadDemoAccounts().count == 3)
      #expect(try await service.app.loadDemoAccounts().isEmpty)
      let admin = try await service.logIn("admin@example.com", "admin-password")
      #expect(try await service.send(.get, "", token: admin.data?["token"]?.string).json?["meta"]?["total"]?.int == 3)
    }
  }
}
