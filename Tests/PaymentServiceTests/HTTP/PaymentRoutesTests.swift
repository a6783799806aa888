import HTTPCore
import JSON
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

@Suite(.needsPostgres) struct PaymentRoutesTests {
  let alice = Caller(userID: .make(), isAdmin: false)
  let bob = Caller(userID: .make(), isAdmin: false)
  let admin = Caller(userID: .make(), isAdmin: true)

  static func body(_ orderID: EntityID, token: String = "tok_ok") -> String {
    #"{"orderId": "\#(orderID)", "method": "card", "token": "\#(token)"}"#
  }

  @Test func createsAPaymentOfTheOrdersAmount() async throws {
    try await TestHost.run { [alice, bob, admin] host in
      let order = try await host.projectOrder(of: alice)
      let answer = try await host.send(.post, "/api/v1/payments", as: alice, Self.body(order))
      #expect(answer.status == 201)
      #expect(answer.data?["amount"]?.numberText == "999.99")
      #expect(answer.data?["status"]?.string == "pending")
      #expect(answer.data?["token"] == nil)
      #expect(try await host.send(.post, "/api/v1/payments", as: alice, Self.body(order)).errorCode == "CONFLICT")
      #expect(try await host.send(.post, "/api/v1/payments", as: bob, Self.body(order)).status == 404)
      #expect(try await host.send(.post, "/api/v1/payments", as: admin, Self.body(order)).status == 403)
      let unknown = try await host.send(.post, "/api/v1/payments", as: alice, Self.body(.make()))
      #expect(unknown.status == 404)
      #expect(unknown.json?["error"]?["message"]?.string?.contains("may not be known here yet") == true)
      let faulty = try await host.send(.post, "/api/v1/payments", as: alice, #"{"orderId": "x", "method": "cash", "amount": 5}"#)
      #expect(faulty.status == 400 && Set(faulty.invalidFields) == ["orderId", "method", "token", "amount"])
    }
  }

  @Test(arguments: [
    ("tok_ok", "success", nil as String?), ("tok_slow", "success", nil), ("tok_declined", "failed", "card_declined"),
    ("tok_timeout", "failed", "provider_timeout"),
  ])
  func theTokenDecides(token: String, status: String, reason: String?) async throws {
    try await TestHost.run { [alice] host in
      let order = try await host.projectOrder(of: alice)
      let created = try await host.send(.post, "/api/v1/payments", as: alice, Self.body(order, token: token))
      let id = try #require(created.data?["id"]?.string)
      let processed = try await host.send(.post, "/api/v1/payments/\(id)/process", as: alice)
      #expect(processed.status == 200)
      #expect(processed.data?["status"]?.string == status)
      #expect(processed.data?["failureReason"]?.string == reason)
      let events = try await host.host.database.query("SELECT event_type FROM outbox")
      #expect(try events.map { try $0.get("event_type", as: String.self) } == ["payment." + status])
      let again = try await host.send(.post, "/api/v1/payments/\(id)/process", as: alice)
      #expect(again.status == 409 && again.errorCode == "ILLEGAL_STATE_CHANGE")
    }
  }

  @Test func concurrentRequestsWithOneKeyChargeOnce() async throws {
    let provider = SimulatedProvider()
    try await TestHost.run(provider: provider) { [alice] host in
      let order = try await host.projectOrder(of: alice)
      let created = try await host.send(.post, "/api/v1/payments", as: alice, Self.body(order))
      let target = "/api/v1/payments/\(try #require(created.data?["id"]?.string))/process"
      let key: HTTPFields = ["Idempotency-Key": "k"]
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...5 { group.addTask { try await host.send(.post, target, as: alice, headers: key).status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.contains(200) && statuses.allSatisfy { $0 == 200 || $0 == 409 })
      #expect(provider.chargeCount == 1)
      #expect(try await host.send(.post, target, as: alice, headers: key).data?["status"]?.string == "success")
      #expect(try await host.host.database.query("SELECT 1 AS one FROM outbox").count == 1)
    }
  }

  @Test func refundsInPartsAndInFull() async throws {
    try await TestHost.run { [alice, admin] host in
      let order = try await host.projectOrder(of: alice, amount: 1000)
      let created = try await host.send(.post, "/api/v1/payments", as: alice, Self.body(order))
      let id = try #require(created.data?["id"]?.string)
      let target = "/api/v1/payments/\(id)/refund"
      #expect(try await host.send(.post, target, as: admin).errorCode == "ILLEGAL_STATE_CHANGE")
      _ = try await host.send(.post, "/api/v1/payments/\(id)/process", as: alice)
      #expect(try await host.send(.post, target, as: alice).status == 403)
      for amount in ["0", "-1", "1.001", "\"1\""] {
        #expect(try await host.send(.post, target, as: admin, "{\"amount\": \(amount)}").invalidFields == ["amount"])
      }
      #expect(try await host.send(.post, target, as: admin, #"{"amount": 10.01}"#).errorCode == "CONFLICT")
      let key: HTTPFields = ["Idempotency-Key": "r-1"]
      for _ in 1...2 {
        let partly = try await host.send(.post, target, as: admin, headers: key, #"{"amount": 2.50}"#)
        #expect(partly.status == 200)
        #expect(partly.data?["status"]?.string == "success" && partly.data?["refundedAmount"]?.numberText == "2.50")
      }
      #expect(try await host.send(.post, target, as: admin, headers: key, #"{"amount": 3}"#).status == 422)
      let rest = try await host.send(.post, target, as: admin, #"{"amount": null}"#)
      #expect(rest.data?["status"]?.string == "refunded" && rest.data?["refundedAmount"]?.numberText == "10.00")
      let rows = try await host.host.database.query("SELECT data FROM outbox WHERE event_type = 'payment.refunded' ORDER BY id")
      let flags = try rows.map { try JSONDocument(parsing: try $0.get("data", as: [UInt8].self)).root["fullyRefunded"]?.bool }
      #expect(flags == [false, true])
    }
  }

  @Test func readsOnlyWhatTheCallerMaySee() async throws {
    try await TestHost.run { [alice, bob, admin] host in
      var ids: [String] = []
      var orders: [EntityID] = []
      for caller in [alice, bob] {
        orders.append(try await host.projectOrder(of: caller))
        let created = try await host.send(.post, "/api/v1/payments", as: caller, Self.body(orders[orders.count - 1]))
        ids.append(try #require(created.data?["id"]?.string))
      }
      let base = "/api/v1/payments"
      #expect(try await host.send(.get, "\(base)/\(ids[0])", as: alice).status == 200)
      #expect(try await host.send(.get, "\(base)/\(ids[0])", as: bob).status == 404)
      #expect(try await host.send(.get, "\(base)/order/\(orders[0])", as: alice).data?["id"]?.string == ids[0])
      #expect(try await host.send(.get, "\(base)/order/\(orders[0])", as: bob).status == 404)
      #expect(try await host.send(.get, "\(base)?ids=\(ids[1]),\(ids[0])", as: admin).ids == [ids[1], ids[0]])
      #expect(try await host.send(.get, "\(base)?ids=\(ids[1]),\(ids[0])", as: alice).ids == [ids[0]])
      #expect(try await host.send(.get, "\(base)?orderIds=\(orders[1]),\(orders[0])", as: admin).ids == [ids[1], ids[0]])
      #expect(try await host.send(.get, "\(base)?orderIds=\(orders[1]),\(orders[0])", as: bob).ids == [ids[1]])
      #expect(try await host.send(.get, base, as: bob).ids == [ids[1]])
      #expect(try await host.send(.get, base, as: admin).json?["meta"]?["total"]?.int == 2)
      #expect(try await host.send(.get, "\(base)/my-payments", as: alice).ids == [ids[0]])
      #expect(try await host.send(.get, "\(base)?status=success", as: admin).ids == [])
      let bad = try await host.send(.get, "\(base)?orderIds=x&ids=\(ids[0])&limit=0&status=lost&sort=colour", as: admin)
      #expect(bad.status == 400 && bad.invalidFields == ["orderIds", "status", "sort", "limit"])
      let both = "\(base)?ids=\(ids[0]),\(ids[1])"
      #expect(try await host.send(.get, both + "&status=success", as: admin).ids == [])
      #expect(try await host.send(.get, both + "&userId=\(bob.userID)", as: admin).ids == [ids[1]])
      #expect(try await host.send(.get, both + "&orderIds=\(orders[0])", as: admin).ids == [ids[0]])
    }
  }
}
