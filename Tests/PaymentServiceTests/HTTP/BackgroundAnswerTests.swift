import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// The idempotency keys of charges and refunds that the provider decides after their requests have ended.
@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct BackgroundAnswerTests {
  let alice = Caller(userID: .make(), isAdmin: false)
  let admin = Caller(userID: .make(), isAdmin: true)

  private static func key(_ key: String) -> HTTPFields { ["Idempotency-Key": key] }

  /// Creates a payment of Alice and returns its path.
  private static func payment(_ host: TestHost, _ alice: Caller) async throws -> String {
    let order = try await host.projectOrder(of: alice)
    let created = try await host.send(.post, "/api/v1/payments", as: alice, PaymentRoutesTests.body(order))
    return "/api/v1/payments/\(try #require(created.data?["id"]?.string))"
  }

  /// The background job settles what is open.
  private static func settle(_ host: TestHost, _ provider: any PaymentProvider) async throws {
    try await ReconciliationTests.age(host)
    try await host.host.database.execute("UPDATE refunds SET due_at = now() - interval '1 second' WHERE status = 'processing'")
    #expect(try await ReconciliationTests.job(host, provider).runOnce(on: host.host.database) == 1)
  }

  @Test(arguments: [(ChargeOutcome.charged, "success"), (.declined(reason: "card_declined"), "failed")])
  func theKeyOfAChargeThatIsSettledInTheBackgroundAnswersWithItsOutcome(outcome: ChargeOutcome, status: String) async throws {
    let provider = ScriptedProvider([.failure(.timedOut), .success(outcome)])
    try await TestHost.run(provider: provider) { [alice, admin] host in
      let payment = try await Self.payment(host, alice)
      let target = payment + "/process"
      #expect(try await host.send(.post, target, as: alice, headers: Self.key("k")).status == 503)
      let meanwhile = try await host.send(.post, target, as: alice, headers: Self.key("k"))
      #expect(meanwhile.status == 409 && meanwhile.errorCode == "CONFLICT", "the charge is still being processed")
      let other = try await Self.payment(host, alice) + "/process"
      #expect(try await host.send(.post, other, as: alice, headers: Self.key("k")).status == 422, "the key belongs to another request")

      try await Self.settle(host, provider)
      let shown = try await host.send(.get, payment, as: alice)
      let answer = try await host.send(.post, target, as: alice, headers: Self.key("k"))
      #expect(answer.status == 200)
      #expect(answer.headers["Idempotency-Replayed"] == "true")
      #expect(answer.headers["ETag"] == shown.headers["ETag"])
      #expect(answer.json?["message"]?.string == "Payment processed")
      #expect(answer.data?["status"]?.string == status)
      #expect(answer.data?["failureReason"]?.string == (status == "failed" ? "card_declined" : nil))
      #expect(provider.charges.count == 2 && Set(provider.charges.map(\.idempotencyKey)).count == 1)

      // What happens to the payment later does not change the answer, and another key does not get it.
      if status == "success" {
        #expect(try await host.send(.post, payment + "/refund", as: admin, #"{"amount": 1}"#).status == 200)
      }
      #expect(try await host.send(.post, target, as: alice, headers: Self.key("k")).response.body == answer.response.body)
      #expect(try await host.send(.post, target, as: alice, headers: Self.key("l")).errorCode == "ILLEGAL_STATE_CHANGE")
      #expect(try await host.send(.post, target, as: alice).errorCode == "ILLEGAL_STATE_CHANGE")
    }
  }

  @Test func theKeyOfARefundThatIsSettledInTheBackgroundAnswersWithIt() async throws {
    let silent = ScriptedProvider(refunding: .failure(.unavailable))
    try await TestHost.run(provider: silent) { [alice, admin] host in
      let payment = try await Self.payment(host, alice)
      #expect(try await host.send(.post, payment + "/process", as: alice).status == 200)
      let refund = #"{"amount": 100}"#
      #expect(try await host.send(.post, payment + "/refund", as: admin, headers: Self.key("r"), refund).status == 503)
      #expect(try await host.send(.post, payment + "/refund", as: admin, headers: Self.key("r"), #"{"amount": 1}"#).status == 422)
      try await Self.settle(host, ScriptedProvider())
      // Another refund changes the payment before the first one's request is repeated.
      #expect(try await host.send(.post, payment + "/refund", as: admin, #"{"amount": 50}"#).status == 503)
      try await Self.settle(host, ScriptedProvider())
      #expect(try await host.send(.get, payment, as: alice).data?["refundedAmount"]?.numberText == "150.00")

      let answer = try await host.send(.post, payment + "/refund", as: admin, headers: Self.key("r"), refund)
      #expect(answer.status == 200 && answer.headers["Idempotency-Replayed"] == "true")
      #expect(answer.json?["message"]?.string == "Payment refunded")
      #expect(answer.data?["refundedAmount"]?.numberText == "100.00")
      #expect(silent.refunds.count == 2, "the repetition is not a refund")
    }
  }

  @Test func aChargeThatAnotherRequestResumesAnswersBothKeys() async throws {
    let provider = ScriptedProvider([.failure(.timedOut), .success(.charged)])
    try await TestHost.run(provider: provider) { [alice] host in
      let target = try await Self.payment(host, alice) + "/process"
      #expect(try await host.send(.post, target, as: alice, headers: Self.key("first")).status == 503)
      try await ReconciliationTests.age(host)
      let resumed = try await host.send(.post, target, as: alice, headers: Self.key("second"))
      #expect(resumed.status == 200 && resumed.headers["Idempotency-Replayed"] == nil)
      for key in ["first", "second"] {
        let again = try await host.send(.post, target, as: alice, headers: Self.key(key))
        #expect(again.status == 200 && again.headers["Idempotency-Replayed"] == "true")
        #expect(again.response.body == resumed.response.body)
      }
      #expect(provider.charges.count == 2)
    }
  }

  @Test func aRequestThatBeginsNothingReservesNoKey() async throws {
    try await TestHost.run { [alice] host in
      let target = try await Self.payment(host, alice) + "/process"
      let bob = Caller(userID: .make(), isAdmin: false)
      #expect(try await host.send(.post, target, as: bob, headers: Self.key("k")).status == 404)
      #expect(try await host.host.database.query("SELECT 1 AS one FROM idempotency_keys").isEmpty)
    }
  }
}
