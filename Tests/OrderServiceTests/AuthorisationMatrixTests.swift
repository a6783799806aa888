import HTTPCore
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// Role × ownership × endpoint: the status that each caller gets for Alice's order.
@Suite(.needsPostgres) struct AuthorisationMatrixTests {
  enum Who: CaseIterable { case nobody, owner, stranger, support, admin }

  struct Line: Sendable, CustomTestStringConvertible {
    let method: HTTPMethod
    let target: String
    var body = ""
    /// In the order of `Who`.
    let statuses: [Int]
    var testDescription: String { "\(method.rawValue) \(target) \(body)" }
  }

  static let draft = """
    {"shippingAddress": "a", "items": [{"productId": "p", "productName": "P", "quantity": 1, "unitPrice": 1.00}]}
    """

  static let matrix = [
    Line(method: .post, target: "", body: draft, statuses: [401, 201, 201, 201, 201]),
    Line(method: .get, target: "", statuses: [401, 200, 200, 200, 200]),
    Line(method: .get, target: "/my-orders", statuses: [401, 200, 200, 200, 200]),
    Line(method: .get, target: "/ORDER", statuses: [401, 200, 404, 404, 200]),
    Line(method: .patch, target: "/ORDER/status", body: #"{"status": "cancelled"}"#, statuses: [401, 200, 404, 404, 200]),
    Line(method: .patch, target: "/ORDER/status", body: #"{"status": "paid"}"#, statuses: [401, 403, 404, 404, 409]),
    Line(method: .delete, target: "/ORDER", statuses: [401, 403, 403, 403, 200]),
  ]

  @Test(arguments: matrix)
  func everyCallerGetsWhatTheTableSays(line: Line) async throws {
    try await TestHost.run { host in
      let alice = Caller(userID: .make(), isAdmin: false)
      for (who, status) in zip(Who.allCases, line.statuses) {
        let order = try #require(try await host.send(.post, "/api/v1/orders", as: alice, Self.draft).data?["id"]?.string)
        let target = "/api/v1/orders" + line.target.replacing("ORDER", with: order)
        let answer = try await host.send(line.method, target, headers: try Self.headers(who, alice, host), line.body)
        #expect(answer.status == status, "\(who)")
      }
    }
  }

  @Test func everyRouteHasALine() async throws {
    try await TestHost.run { host in
      let lines = Self.matrix.map { line in
        "\(line.method.rawValue) /api/v1/orders\(line.target)".replacing("/order/ORDER", with: "/order/:orderId")
          .replacing(/ORDER|PAYMENT/, with: ":id")
      }
      #expect(Set(lines) == Set(host.routes.map(\.name)))
    }
  }

  /// What the caller may see of Alice's order in each way of listing.
  @Test(arguments: ["?limit=100", "?ids=ORDER", "?userIds=ALICE", "?userId=ALICE"])
  func listsHoldOnlyWhatTheCallerMaySee(query: String) async throws {
    try await TestHost.run { host in
      let alice = Caller(userID: .make(), isAdmin: false)
      let order = try #require(try await host.send(.post, "/api/v1/orders", as: alice, Self.draft).data?["id"]?.string)
      let target = "/api/v1/orders" + query.replacing("ORDER", with: order).replacing("ALICE", with: alice.userID.description)
      for who in Who.allCases where who != .nobody {
        let ids = try await host.send(.get, target, headers: try Self.headers(who, alice, host)).ids
        #expect(ids == ([.owner, .admin].contains(who) ? [order] : []), "\(who)")
      }
    }
  }

  @Test func identityHeadersAreIgnored() async throws {
    try await TestHost.run { host in
      let alice = Caller(userID: .make(), isAdmin: false)
      let order = try #require(try await host.send(.post, "/api/v1/orders", as: alice, Self.draft).data?["id"]?.string)
      let forged = ["X-User-ID": alice.userID.description, "X-User-Role": "admin", "X-Roles": "admin", "X-Forwarded-User": "admin"]
      #expect(try await host.send(.get, "/api/v1/orders/\(order)", headers: forged).status == 401)
      let stranger = try Self.headers(.stranger, alice, host).merging(forged) { $1 }
      #expect(try await host.send(.get, "/api/v1/orders/\(order)", headers: stranger).status == 404)
    }
  }

  static func headers(_ who: Who, _ alice: Caller, _ host: TestHost) throws -> [String: String] {
    let other = Caller(userID: .make(), isAdmin: false)
    let token: String? =
      switch who {
      case .nobody: nil
      case .owner: try host.token(of: alice)
      case .stranger: try host.token(of: other)
      case .support: try host.token(of: other, roles: ["support", "customer"])
      case .admin: try host.token(of: other, roles: ["admin"])
      }
    return token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
  }
}
