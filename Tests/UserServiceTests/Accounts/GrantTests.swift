import HTTPCore
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct GrantTests {
  @Test func aRoleAppliesFromTheNextToken() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let account = try await service.register()
      #expect(try await service.send(.get, "/audit-log", token: account.token).status == 403)
      let granted = try await service.send(.put, "/\(account.id)/roles/admin", token: admin)
      #expect(granted.data?["roles"]?.elements.compactMap(\.string) == ["customer", "admin"])
      #expect(try await service.send(.get, "/me", token: account.token).status == 401, "the old token contains the old roles")
      let renewed = try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#)
      let token = try #require(renewed.data?["token"]?.string)
      #expect(try await service.send(.get, "/audit-log", token: token).status == 200)
      #expect(try await service.send(.delete, "/\(account.id)/roles/admin", token: token).status == 409)
      #expect(try await service.send(.delete, "/\(account.id)/roles/admin", token: admin).status == 200)
      #expect(try await service.send(.get, "/audit-log", token: token).status == 401)
      #expect(try await service.audited(account.id, by: admin) == ["user.role_revoked", "user.role_granted", "user.registered"])
    }
  }

  @Test func permissionsAreAddedToThoseOfRoles() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let account = try await service.register()
      let path = "/\(account.id)/permissions/payment.payment.refund"
      for _ in 0..<2 {
        let granted = try await service.send(.put, path, token: admin)
        #expect(granted.data?["permissions"]?.elements.compactMap(\.string) == ["payment.payment.refund"])
        #expect(granted.data?["effectivePermissions"]?.elements.contains { $0.string == "payment.payment.refund" } == true)
      }
      #expect(try await service.send(.delete, path, token: admin).data?["permissions"]?.count == 0)
      #expect(try await service.send(.put, "/\(account.id)/permissions/made.up.one", token: admin).status == 404)
      #expect(try await service.send(.put, "/\(account.id)/roles/emperor", token: admin).status == 404)
      #expect(try await service.send(.put, "/\(EntityID.make())/roles/support", token: admin).status == 404)
      #expect(try await service.send(.get, "/roles", token: admin).data?.count == 3)
    }
  }

  @Test func aStaleTagIsRejected() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let account = try await service.register()
      let shown = try await service.send(.get, "/\(account.id)/grants", token: admin)
      let before = try #require(shown.headers["ETag"])
      #expect(
        try await service.send(.get, "/\(account.id)/grants", token: admin, headers: ["If-None-Match": before]).status == 304)
      let role = "/\(account.id)/roles/support"
      let granted = try await service.send(.put, role, token: admin, headers: ["If-Match": before])
      #expect(granted.status == 200 && granted.headers["ETag"] != before)
      let permission = "/\(account.id)/permissions/payment.payment.refund"
      for (method, path) in [(HTTPMethod.put, role), (.delete, role), (.put, permission), (.delete, permission)] {
        #expect(try await service.send(method, path, token: admin, headers: ["If-Match": before]).status == 412, "\(method) \(path)")
      }
      let after = try #require(granted.headers["ETag"])
      #expect(try await service.send(.get, "/\(account.id)/grants", token: admin).headers["ETag"] == after)
      #expect(try await service.send(.delete, role, token: admin, headers: ["If-Match": after]).status == 200)
    }
  }
}
