import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct AuthorisationTests {
  /// 400 means that the request has passed authorisation: its body is empty.
  private static let matrix = AuthorisationMatrix([
    .init("POST /api/v1/users/register", everybody: 400), .init("POST /api/v1/users/login", everybody: 400),
    .init("POST /api/v1/users/refresh", everybody: 400), .init("POST /api/v1/users/logout", everybody: 400),
    .init("POST /api/v1/users/verify-email", everybody: 400), .init("POST /api/v1/users/password-reset", everybody: 400),
    .init("POST /api/v1/users/password-reset/confirm", everybody: 400),
    .init("POST /api/v1/users/me/password", nobody: 401, owner: 400, stranger: 400, support: 400, admin: 400),
    .init("GET /api/v1/users", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/users/me", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/users/me/token", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/users/:id", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
    .init("PUT /api/v1/users/:id", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
    .init("DELETE /api/v1/users/:id", nobody: 401, owner: 412, stranger: 404, support: 404, admin: 412),
    .init("POST /api/v1/api-keys", nobody: 401, owner: 400, stranger: 400, support: 400, admin: 400),
    .init("GET /api/v1/api-keys", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    // The id is that of the owner's account, so no key is found.
    .init("DELETE /api/v1/api-keys/:id", nobody: 401, owner: 404, stranger: 404, support: 404, admin: 404),
    .init("POST /api/v1/api-keys/token", everybody: 400),
    .init("GET /api/v1/users/roles", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
    .init("GET /api/v1/users/audit-log", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
    .init("GET /api/v1/users/:id/grants", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
    .init("PUT /api/v1/users/:id/roles/:role", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
    .init("DELETE /api/v1/users/:id/permissions/:permission", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 412),
    .init("DELETE /api/v1/users/:id/roles/:role", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 412),
    .init("GET /dev/mails.json", everybody: 200), .init("GET /dev/mails", everybody: 200),
    .init("GET /.well-known/jwks.json", everybody: 200),
    // The last row, because the administrator's change revokes the owner's access token.
    .init("PUT /api/v1/users/:id/permissions/:permission", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
  ])

  @Test func everyEndpointAnswersEachAskerAsTheTableSays() async throws {
    try await UserServiceFixture.with { service in
      let owner = try await service.register()
      let tokens = try await Self.tokens(service, owner: owner)
      try await Self.matrix.check(routes: service.service.routes.map(\.name)) { row, asker in
        let path = row.path.replacing(":id", with: owner.id).replacing(":role", with: "customer")
          .replacing(":permission", with: "order.order.read")
        var headers: HTTPFields = ["Content-Type": "application/json", "X-User-ID": owner.id, "X-User-Roles": "admin"]
        if let token = tokens[asker] { headers["Authorization"] = "Bearer \(token)" }
        // A stale tag prevents the deletion, so that the following rows find the account.
        if row.method == "DELETE" { headers["If-Match"] = #""stale""# }
        return try await service.service.send(
          HTTPRequest(
            method: HTTPMethod(rawValue: row.method), target: path, headers: headers, body: row.method == "GET" ? [] : Array("{}".utf8))
        ).status
      }
    }
  }

  @Test func forgedIdentityHeadersAreIgnored() async throws {
    try await UserServiceFixture.with { service in
      let (owner, stranger) = (try await service.register(), try await service.register())
      let forged = ServiceTestHost<UserServiceApp>.forgedIdentity(of: owner.id)
      #expect(try await service.send(.get, "/me", headers: forged).status == 401)
      #expect(try await service.send(.get, "/\(owner.id)", token: stranger.token, headers: forged).status == 404)
      #expect(try await service.send(.get, "/audit-log", token: stranger.token, headers: forged).status == 403)
      #expect(try await service.send(.get, "/me", token: stranger.token, headers: forged).data?["id"]?.string == stranger.id)
    }
  }

  private static func tokens(_ service: UserServiceFixture, owner: UserServiceFixture.Account) async throws -> [Asker: String] {
    let admin = try await service.adminToken()
    let support = try await service.register()
    _ = try await service.send(.put, "/\(support.id)/roles/support", token: admin)
    let supportToken = try await service.logIn(support.email).data?["token"]?.string ?? ""
    return [.owner: owner.token, .stranger: try await service.register().token, .support: supportToken, .admin: admin]
  }
}
