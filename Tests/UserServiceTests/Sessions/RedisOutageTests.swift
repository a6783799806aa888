import HTTPCore
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres) struct RedisOutageTests {
  private static let nowhere = "redis://127.0.0.1:1/0"

  @Test func signInWorksWithoutRedis() async throws {
    try await UserServiceFixture.with(redisURL: Self.nowhere) { service in
      let account = try await service.register()
      #expect(try await service.logIn(account.email).status == 200)
      #expect(try await service.logIn(account.email, "wrong-password").status == 401)
      #expect(try await service.send(.get, "/me", token: account.token).status == 200)
      #expect(try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#).status == 200)
    }
  }

  @Test func aLogoutTakesEffectWithoutRedis() async throws {
    try await UserServiceFixture.with(redisURL: Self.nowhere) { service in
      let account = try await service.register()
      let answer = try await service.send(.post, "/logout", #"{"refreshToken":"\#(account.refreshToken)"}"#, token: account.token)
      #expect(answer.status == 200)
      #expect(try await service.send(.get, "/me", token: account.token).status == 401)
      #expect(try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#).status == 401)
    }
  }

  @Test func aDeletionIsNotOverwritten() async throws {
    try await UserServiceFixture.with(redisURL: Self.nowhere) { service in
      let account = try await service.register()
      #expect(try await service.send(.delete, "/\(account.id)", token: account.token).status == 200)
      #expect(try await service.send(.get, "/me", token: account.token).status == 401)
    }
  }
}
