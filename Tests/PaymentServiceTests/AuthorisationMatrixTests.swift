import HTTPCore
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// Role × ownership × endpoint: the status that each caller gets for Alice's payment, or for her order.
@Suite(.needsPostgres) struct AuthorisationMatrixTests {
  enum Who: CaseIterable { case nobody, owner, stranger, support, admin }

  struct Line: Sendable, CustomTestStringConvertible {
    let method: HTTPMethod
    let target: String
    /// The state of Alice's payment; nil is an order without one.
    var payment: PaymentStatus?
    var body = ""
    /// In the order of `Who`.
    let statuses: [Int]
    var testDescription: String { "\(method.rawValue) \(target)" }
  }

  static let new = #"{"orderId": "ORDER", "method": "card", "token": "tok_ok"}"#

  static let matrix = [
    Line(method: .post, target: "", body: new, statuses: [401, 201, 404, 404, 403]),
    Line(method: .get, target: "", statuses: [401, 200, 200, 200, 200]),
    Line(method: .get, target: "/my-payments", statuses: [401, 200, 200, 200, 200]),
    Line(method: .get, target: "/PAYMENT", payment: .pending, statuses: [401, 200, 404, 404, 200]),
    Line(method: .get, target: "/order/ORDER", payment: .pending, statuses: [401, 200, 404, 404, 200]),
    Line(method: .post, target: "/PAYMENT/process", payment: .pending, statuses: [401, 200, 404, 404, 200]),
    Line(method: .post, target: "/PAYMENT/refund", payment: .success, statuses: [401, 403, 403, 403, 200]),
  ]

  @Test(arguments: matrix)
  func everyCallerGetsWhatTheTableSays(line: Line) async throws {
    try await TestHost.run { host in
      let alice = Caller(userID: .make(), isAdmin: false)
      for (who, status) in zip(Who.allCases, line.statuses) {
        let order = try await host.projectOrder(of: alice)
        var payment = ""
        if let state = line.payment { payment = try await Self.pay(order, alice, state, host) }
        let target = "/api/v1/payments" + line.target.replacing("ORDER", with: order.description).replacing("PAYMENT", with: payment)
        let body = line.body.replacing("ORDER", with: order.description)
        let answer = try await host.send(line.method, target, headers: try Self.headers(who, alice, host), body)
        #expect(answer.status == status, "\(who)")
      }
    }
  }

  @Test func everyRouteHasALine() async throws {
    try await TestHost.run { host in
      let lines = Self.matrix.map { line in
        "\(line.method.rawValue) /api/v1/payments\(line.target)".replacing("/order/ORDER", with: "/order/:orderId")
          .replacing(/ORDER|PAYMENT/, with: ":id")
      }
      #expect(Set(lines) == Set(host.routes.map(\.name)))
    }
  }

  @Test(arguments: ["?limit=100", "?ids=PAYMENT", "?orderIds=ORDER", "?userId=ALICE"])
  func listsHoldOnlyWhatTheCallerMaySee(query: String) async throws {
    try await TestHost.run { host in
      let alice = Caller(userID: .make(), isAdmin: false)
      let order = try await host.projectOrder(of: alice)
      let payment = try await Self.pay(order, alice, .success, host)
      let words = query.replacing("ORDER", with: order.description).replacing("PAYMENT", with: payment)
      let target = "/api/v1/payments" + words.replacing("ALICE", with: alice.userID.description)
      for who in Who.allCases where who != .nobody {
        let ids = try await host.send(.get, target, headers: try Self.headers(who, alice, host)).ids
        #expect(ids == ([.owner, .admin].contains(who) ? [payment] : []), "\(who)")
      }
    }
  }

  static func pay(_ order: EntityID, _ alice: Caller, _ status: PaymentStatus, _ host: TestHost) async throws -> String {
    let body = new.replacing("ORDER", with: order.description)
    let id = try #require(try await host.send(.post, "/api/v1/payments", as: alice, body).data?["id"]?.string)
    if status == .success { _ = try await host.send(.post, "/api/v1/payments/\(id)/process", as: alice) }
    return id
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
