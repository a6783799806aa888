import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// The access of each caller to Alice's order.
@Suite(.needsPostgres) struct AuthorisationMatrixTests {
  private static let draft = """
    {"shippingAddress": "a", "items": [{"productId": "p", "productName": "P", "quantity": 1, "unitPrice": 1.00}]}
    """
  private static let matrix = AuthorisationMatrix([
    .init("POST /api/v1/orders", body: draft, nobody: 401, owner: 201, stranger: 201, support: 201, admin: 201),
    .init("GET /api/v1/orders", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/orders/my-orders", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/orders/:id", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
    .init(
      "PATCH /api/v1/orders/:id/status", body: #"{"status": "cancelled"}"#, nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200
    ),
    .init(
      "PATCH /api/v1/orders/:id/status", body: #"{"status": "paid"}"#, nobody: 401, owner: 403, stranger: 404, support: 404, admin: 409),
    .init("DELETE /api/v1/orders/:id", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
  ])
  private let alice = Caller(userID: .make(), isAdmin: false)

  @Test func everyEndpointAnswersEachCallerAsTheTableSays() async throws {
    try await TestHost.run { [alice] host in
      try await Self.matrix.check(routes: host.routes.map(\.name)) { row, asker in
        let target = row.path.replacing(":id", with: try await Self.place(as: alice, host))
        return try await host.send(HTTPMethod(rawValue: row.method), target, headers: host.headers(of: asker, owner: alice), row.body)
          .status
      }
    }
  }

  @Test(arguments: ["?limit=100", "?ids=ORDER", "?userIds=ALICE", "?userId=ALICE"])
  func listsContainOnlyWhatTheCallerMaySee(query: String) async throws {
    try await TestHost.run { [alice] host in
      let order = try await Self.place(as: alice, host)
      let target = "/api/v1/orders" + query.replacing("ORDER", with: order).replacing("ALICE", with: alice.userID.description)
      for asker in Asker.allCases where asker != .nobody {
        let ids = try await host.send(.get, target, headers: host.headers(of: asker, owner: alice)).ids
        #expect(ids == ([.owner, .admin].contains(asker) ? [order] : []), "\(asker)")
      }
    }
  }

  @Test func forgedIdentityHeadersAreIgnored() async throws {
    try await TestHost.run { [alice] host in
      let target = "/api/v1/orders/" + (try await Self.place(as: alice, host))
      let forged = TestHost.forgedIdentity(of: alice.userID.description)
      #expect(try await host.send(.get, target, headers: forged).status == 401)
      let stranger = Caller(userID: .make(), isAdmin: false)
      #expect(try await host.send(.get, target, as: stranger, headers: forged).status == 404)
    }
  }

  private static func place(as alice: Caller, _ host: TestHost) async throws -> String {
    try #require(try await host.send(.post, "/api/v1/orders", as: alice, draft).data?["id"]?.string)
  }
}
