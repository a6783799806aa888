import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// The access of each caller to Alice's payment, or to her order without a payment.
@Suite(.needsPostgres) struct AuthorisationMatrixTests {
  private static let new = #"{"orderId": "ORDER", "method": "card", "token": "tok_ok"}"#
  private static let matrix = AuthorisationMatrix([
    .init("POST /api/v1/payments", body: new, nobody: 401, owner: 201, stranger: 404, support: 404, admin: 403),
    .init("GET /api/v1/payments", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/payments/my-payments", nobody: 401, owner: 200, stranger: 200, support: 200, admin: 200),
    .init("GET /api/v1/payments/:id", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
    .init("GET /api/v1/payments/order/:orderId", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
    .init("POST /api/v1/payments/:id/process", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
    .init("POST /api/v1/payments/:id/refund", nobody: 401, owner: 403, stranger: 403, support: 403, admin: 200),
  ])
  private let alice = Caller(userID: .make(), isAdmin: false)

  @Test func everyEndpointAnswersEachCallerAsTheTableSays() async throws {
    try await TestHost.run { [alice] host in
      try await Self.matrix.check(routes: host.routes.map(\.name)) { row, asker in
        let order = try await host.projectOrder(of: alice).description
        var target = row.path.replacing(":orderId", with: order)
        if row.path.contains(":") {
          let payment = try await Self.pay(order, as: alice, isCharged: row.path.hasSuffix("/refund"), host)
          target = target.replacing(":id", with: payment)
        }
        let body = row.body.replacing("ORDER", with: order)
        return try await host.send(HTTPMethod(rawValue: row.method), target, headers: host.headers(of: asker, owner: alice), body).status
      }
    }
  }

  @Test(arguments: ["?limit=100", "?ids=PAYMENT", "?orderIds=ORDER", "?userId=ALICE"])
  func listsContainOnlyWhatTheCallerMaySee(query: String) async throws {
    try await TestHost.run { [alice] host in
      let order = try await host.projectOrder(of: alice).description
      let payment = try await Self.pay(order, as: alice, isCharged: true, host)
      let target =
        "/api/v1/payments"
        + query.replacing("ORDER", with: order).replacing("PAYMENT", with: payment).replacing("ALICE", with: alice.userID.description)
      for asker in Asker.allCases where asker != .nobody {
        let ids = try await host.send(.get, target, headers: host.headers(of: asker, owner: alice)).ids
        #expect(ids == ([.owner, .admin].contains(asker) ? [payment] : []), "\(asker)")
      }
    }
  }

  @Test func forgedIdentityHeadersAreIgnored() async throws {
    try await TestHost.run { [alice] host in
      let order = try await host.projectOrder(of: alice).description
      let target = "/api/v1/payments/" + (try await Self.pay(order, as: alice, isCharged: false, host))
      let forged = TestHost.forgedIdentity(of: alice.userID.description)
      #expect(try await host.send(.get, target, headers: forged).status == 401)
      let stranger = Caller(userID: .make(), isAdmin: false)
      #expect(try await host.send(.get, target, as: stranger, headers: forged).status == 404)
    }
  }

  private static func pay(_ order: String, as alice: Caller, isCharged: Bool, _ host: TestHost) async throws -> String {
    let body = new.replacing("ORDER", with: order)
    let id = try #require(try await host.send(.post, "/api/v1/payments", as: alice, body).data?["id"]?.string)
    if isCharged { _ = try await host.send(.post, "/api/v1/payments/\(id)/process", as: alice) }
    return id
  }
}
