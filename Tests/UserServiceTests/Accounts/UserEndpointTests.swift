import HTTPCore
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct UserEndpointTests {
  private func admin(_ service: UserServiceFixture) async throws -> String {
    _ = try await service.app.loadDemoAccounts()
    return try #require(try await service.logIn("admin@example.com", "admin-password").data?["token"]?.string)
  }

  @Test func customersSeeOnlyThemselves() async throws {
    try await UserServiceFixture.with { service in
      let (alice, bob) = (try await service.register(), try await service.register())
      #expect(try await service.send(.get, "/\(alice.id)", token: alice.token).status == 200)
      let others = try await service.send(.get, "/\(bob.id)", token: alice.token)
      #expect(others.status == 404)
      #expect(others.errorCode == "NOT_FOUND")
      #expect(try await service.send(.put, "/\(bob.id)", #"{"firstName":"X"}"#, token: alice.token).status == 404)
      #expect(try await service.send(.delete, "/\(bob.id)", token: alice.token).status == 404)
      let list = try await service.send(.get, "", token: alice.token)
      #expect(list.data?.elements.compactMap { $0["id"]?.string } == [alice.id])
      #expect(list.json?["meta"]?["total"]?.int == 1)
      let bulk = try await service.send(.get, "?ids=\(bob.id),\(alice.id)", token: alice.token)
      #expect(bulk.data?.elements.compactMap { $0["id"]?.string } == [alice.id])
      #expect(try await service.send(.get, "").status == 401)
    }
  }

  @Test func adminsSeeAllInTheOrderAskedFor() async throws {
    try await UserServiceFixture.with { service in
      let token = try await admin(service)
      let (a, b) = (try await service.register(), try await service.register())
      let bulk = try await service.send(.get, "?ids=\(b.id),\(a.id),\(b.id),\(EntityID.make())", token: token)
      #expect(bulk.data?.elements.compactMap { $0["id"]?.string } == [b.id, a.id])
      let page = try await service.send(.get, "?limit=2&offset=1&sort=createdAt", token: token)
      #expect(page.data?.count == 2)
      #expect(page.json?["meta"]?["total"]?.int == 5)
      #expect(page.json?["meta"]?["hasMore"]?.bool == true)
      #expect(try await service.send(.get, "?role=admin", token: token).json?["meta"]?["total"]?.int == 1)
      #expect(try await service.send(.get, "?sort=nonsense", token: token).status == 400)
      #expect(try await service.send(.get, "?ids=nonsense", token: token).status == 400)
      #expect(try await service.send(.get, "/nonsense", token: token).status == 404)
    }
  }

  @Test func updatesUnderAPrecondition() async throws {
    try await UserServiceFixture.with { service in
      let (alice, bob) = (try await service.register(), try await service.register())
      let before = try #require(try await service.send(.get, "/me", token: alice.token).headers["ETag"])
      let change = #"{"firstName":"Jane"}"#
      let updated = try await service.send(.put, "/\(alice.id)", change, token: alice.token, headers: ["If-Match": before])
      #expect(updated.status == 200)
      #expect(updated.data?["fullName"]?.string == "Jane Doe")
      #expect(updated.headers["ETag"] != before)
      #expect(try await service.send(.put, "/\(alice.id)", change, token: alice.token, headers: ["If-Match": before]).status == 412)
      #expect(
        try await service.send(.get, "/me", token: alice.token, headers: ["If-None-Match": updated.headers["ETag"] ?? ""]).status == 304)
      #expect(try await service.send(.put, "/\(alice.id)", #"{"email":"\#(bob.email)"}"#, token: alice.token).status == 409)
      #expect(try await service.send(.put, "/\(alice.id)", #"{"roles":["admin"]}"#, token: alice.token).status == 400)
      #expect(try await service.events() == ["user.created", "user.created", "user.updated"])
    }
  }

  @Test func deletesSoftlyAndFreesTheAddress() async throws {
    try await UserServiceFixture.with { service in
      let alice = try await service.register("gone")
      #expect(try await service.send(.delete, "/\(alice.id)", token: alice.token).status == 200)
      #expect(try await service.send(.get, "/me", token: alice.token).status == 401)
      #expect(try await service.send(.post, "/refresh", #"{"refreshToken":"\#(alice.refreshToken)"}"#).status == 401)
      #expect(try await service.logIn(alice.email).status == 401)
      let again = try await service.register("gone")
      #expect(!again.id.isEmpty && again.id != alice.id)
      #expect(try await service.events() == ["user.created", "user.deleted", "user.created"])
      #expect(try await service.host.database.query("SELECT count(*) AS n FROM users").first?.get("n", as: Int.self) == 2)
    }
  }
}
