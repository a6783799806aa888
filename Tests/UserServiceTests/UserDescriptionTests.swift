import HTTPCore
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct UserDescriptionTests {
  @Test func theDocumentTellsOfEveryRouteAndOfNoOther() async throws {
    try await UserServiceFixture.with { service in
      let routes = service.app.parts.routes.map { APIDocument.operation(ofRoute: $0.name) }
      let own = ["GET /health", "GET /ready", "GET /metrics", "GET /openapi.json", "GET /docs"]
      #expect(Set(service.document.operations) == Set(routes + own))
      #expect(service.document.faults == [])
    }
  }

  @Test func theDocsTableIsTheRoutes() async throws {
    try await UserServiceFixture.with { service in
      let rows = try EndpointTable.rows(of: "User")
      #expect(rows == service.app.parts.routes.map(\.tableRow))
    }
  }

  @Test func thePageNeedsNothingFromOutside() async throws {
    try await UserServiceFixture.with { service in
      let page = String(decoding: await service.handler.respond(to: HTTPRequest(target: "/docs")).body, as: UTF8.self)
      #expect(page.contains("/api/v1/users/password-reset/confirm"))
      #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
    }
  }
}
