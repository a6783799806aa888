import Crypto
import HTTPCore
import JSON
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// API keys: shown once, stored as a digest, limited to scopes, exchanged for tokens, revoked with them.
@Suite(.needsPostgres, .needsRedis) struct APIKeyTests {
  private struct Key {
    let id: String
    let text: String
  }

  private static func send(
    _ service: UserServiceFixture, _ method: HTTPMethod, _ path: String = "", _ body: String = "", token: String? = nil
  ) async throws -> ServiceAnswer {
    var headers = HTTPFields()
    if let token { headers["Authorization"] = "Bearer \(token)" }
    return try await service.service.send(method, "/api/v1/api-keys" + path, headers: headers, body)
  }

  private static func create(
    _ service: UserServiceFixture, _ token: String, scopes: String = "\"user.profile.read\"", name: String = "warehouse"
  ) async throws -> Key {
    let answer = try await send(service, .post, "", "{\"name\":\"\(name)\",\"scopes\":[\(scopes)]}", token: token)
    #expect(answer.status == 201)
    return Key(id: answer.data?["id"]?.string ?? "", text: answer.data?["key"]?.string ?? "")
  }

  private static func exchange(_ service: UserServiceFixture, _ text: String) async throws -> ServiceAnswer {
    try await send(service, .post, "/token", "{\"key\":\"\(text)\"}")
  }

  @Test func aKeyIsShownOnceAndStoredAsADigest() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      let key = try await Self.create(service, owner.token)
      #expect(key.text.hasPrefix("trk_") && key.text.utf8.count == 47)
      let list = try await Self.send(service, .get, token: owner.token)
      #expect(list.data?.elements.map { $0["id"]?.string } == [key.id])
      #expect(list.data?[0]?["key"] == nil && list.data?[0]?["prefix"]?.string == String(key.text.prefix(10)))
      let rows = try await service.host.database.query("SELECT row_to_json(k)::text AS row FROM api_keys AS k")
      let row: String = try #require(rows.first).get("row")
      #expect(!row.contains(key.text) && row.contains(Base64URL.encode(SHA256.digest(key.text))))
      let outbox = try await service.host.database.query("SELECT data::text AS data FROM outbox WHERE event_type = 'user.api_key_created'")
      let data: String = try #require(outbox.first).get("data")
      #expect(!data.contains(key.text) && data.contains(key.id))
    }
  }

  @Test func theTokenOfAKeyIsLimitedToItsScopes() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      let key = try await Self.create(service, owner.token)
      let issued = try await Self.exchange(service, key.text)
      #expect(issued.status == 200 && issued.data?["expiresIn"]?.int == 300)
      let token = try #require(issued.data?["token"]?.string)
      let claims = try JSONDocument(parsing: try #require(Base64URL.decode(String(token.split(separator: ".")[1])))).root
      #expect(claims["sub"]?.string == owner.id && claims["scope"]?.string == "user.profile.read")
      #expect(claims["roles"]?.count == 0 && claims["permissions"]?.elements.compactMap(\.string) == ["user.profile.read"])
      // With the scope, without it, and where no scope is enough.
      #expect(try await service.send(.get, "/me", token: token).status == 200)
      #expect(try await service.send(.get, "/me/token", token: token).status == 200)
      #expect(try await service.send(.put, "/\(owner.id)", #"{"firstName":"A"}"#, token: token).status == 403)
      #expect(try await service.send(.post, "/me/password", "{}", token: token).status == 403)
      #expect(try await Self.send(service, .post, "", "{}", token: token).status == 403)
      #expect(try await Self.send(service, .get, token: token).status == 403)
      #expect(try await Self.send(service, .delete, "/\(key.id)", token: token).status == 403)
    }
  }

  @Test func aKeyCannotHaveWhatItsOwnerHasNot() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      for (scopes, status) in [
        ("\"user.user.delete\"", 403), ("\"user.profile.read\",\"payment.payment.refund\"", 403), ("\"unknown\"", 400), ("", 400),
        ("\"user.profile.read\",\"user.profile.read\"", 400), ("7", 400),
      ] {
        let body = "{\"name\":\"n\",\"scopes\":[\(scopes)]}"
        #expect(try await Self.send(service, .post, "", body, token: owner.token).status == status, "\(scopes)")
      }
      for rest in ["\"expiresInDays\":0", "\"expiresInDays\":366", "\"roles\":[]"] {
        let body = "{\"name\":\"n\",\"scopes\":[\"user.profile.read\"],\(rest)}"
        #expect(try await Self.send(service, .post, "", body, token: owner.token).status == 400)
      }
    }
  }

  @Test func aRoleNeedsAllOfItsPermissions() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let some = try await Self.create(service, admin, scopes: "\"user.audit.read\"")
      let limited = try #require(try await Self.exchange(service, some.text).data?["token"]?.string)
      #expect(try await service.send(.get, "/audit-log", token: limited).status == 403)
      let all = Role.admin.permissions.map { "\"\($0)\"" }.joined(separator: ",")
      let every = try await Self.create(service, admin, scopes: all)
      let whole = try #require(try await Self.exchange(service, every.text).data?["token"]?.string)
      #expect(try await service.send(.get, "/audit-log", token: whole).status == 200)
      #expect(try await service.send(.get, "/roles", token: whole).status == 403)
    }
  }

  @Test func aRevokedKeyAndItsTokensAreRefusedAtOnce() async throws {
    try await UserServiceFixture.with { service in
      let (owner, stranger) = (try await service.register(), try await service.register())
      let key = try await Self.create(service, owner.token)
      let token = try #require(try await Self.exchange(service, key.text).data?["token"]?.string)
      #expect(try await Self.send(service, .delete, "/\(key.id)", token: stranger.token).status == 404)
      #expect(try await service.send(.get, "/me", token: token).status == 200)
      #expect(try await Self.send(service, .delete, "/\(key.id)", token: owner.token).status == 200)
      #expect(try await service.send(.get, "/me", token: token).status == 401)
      #expect(try await Self.exchange(service, key.text).status == 401)
      #expect(try await Self.send(service, .delete, "/\(key.id)", token: owner.token).status == 404)
      #expect(try await Self.send(service, .get, token: owner.token).data?.count == 0)
      #expect(try await service.events().suffix(2) == ["user.api_key_created", "user.api_key_revoked"])
      let actions = try await service.audited(owner.id, by: try await service.adminToken())
      #expect(actions.contains("user.api_key_created") && actions.contains("user.api_key_revoked"))
    }
  }

  @Test func whatRevokesTheOwnersTokensRevokesThoseOfTheKeys() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      let key = try await Self.create(service, owner.token, scopes: "\"user.profile.read\",\"order.order.read\"")
      let first = try #require(try await Self.exchange(service, key.text).data?["token"]?.string)
      let body = #"{"currentPassword":"password123","newPassword":"another-password"}"#
      #expect(try await service.send(.post, "/me/password", body, token: owner.token).status == 200)
      #expect(try await service.send(.get, "/me", token: first).status == 401)
      // The key is not a session: it stays valid until it is revoked, expires, or its owner is deleted.
      let second = try #require(try await Self.exchange(service, key.text).data?["token"]?.string)
      #expect(try await service.send(.get, "/me", token: second).status == 200)
      let admin = try await service.adminToken()
      #expect(try await service.send(.delete, "/\(owner.id)", token: admin).status == 200)
      #expect(try await service.send(.get, "/me", token: second).status == 401)
      #expect(try await Self.exchange(service, key.text).status == 401)
    }
  }

  @Test func anExpiredKeyIsRefused() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      let key = try await Self.create(service, owner.token)
      try await service.host.database.execute("UPDATE api_keys SET expires_at = now() + interval '100 seconds'")
      let seconds = try #require(try await Self.exchange(service, key.text).data?["expiresIn"]?.int)
      #expect((90...100).contains(seconds))
      try await service.host.database.execute("UPDATE api_keys SET expires_at = now()")
      #expect(try await Self.exchange(service, key.text).status == 401)
    }
  }

  @Test(arguments: ["x", "trk_", "trk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"])
  func anotherTextIsRefused(text: String) async throws {
    try await UserServiceFixture.with { service in
      let status = try await Self.exchange(service, text).status
      #expect(status == 401)
    }
  }

  @Test func anAccountHasALimitedNumberOfKeys() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      for number in 0..<APIKey.maximumCount { _ = try await Self.create(service, owner.token, name: "\(number)") }
      let body = #"{"name":"n","scopes":["user.profile.read"]}"#
      #expect(try await Self.send(service, .post, "", body, token: owner.token).status == 409)
      let first = try await Self.send(service, .get, token: owner.token).data?[0]?["id"]?.string ?? ""
      #expect(try await Self.send(service, .delete, "/\(first)", token: owner.token).status == 200)
      #expect(try await Self.send(service, .post, "", body, token: owner.token).status == 201)
    }
  }
}
