import HTTPCore
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

@Suite(.needsPostgres) struct PaymentDescriptionTests {
  @Test func theDocumentTellsOfEveryRouteAndOfNoOther() async throws {
    try await TestHost.run { host in
      let routes = host.routes.map { APIDocument.operation(ofRoute: $0.name) }
      let own = ["GET /health", "GET /ready", "GET /metrics", "GET /openapi.json", "GET /docs"]
      #expect(Set(host.document.operations) == Set(routes + own))
      #expect(host.document.faults == [])
    }
  }

  @Test func theDocsTableIsTheRoutes() async throws {
    try await TestHost.run { host in
      let rows = try EndpointTable.rows(of: "Payment")
      #expect(rows == host.routes.map(\.tableRow))
    }
  }

  @Test func thePageNeedsNothingFromOutside() async throws {
    try await TestHost.run { host in
      let page = String(decoding: await host.handler.respond(to: HTTPRequest(target: "/docs")).body, as: UTF8.self)
      for route in host.routes { #expect(page.contains(route.pattern)) }
      #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
    }
  }
}
