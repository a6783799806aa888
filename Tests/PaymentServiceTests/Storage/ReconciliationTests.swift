import Messaging
import Postgres
import ServiceKit
import ServiceRuntime
import ServiceStorage
import ServiceTestSupport
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import PaymentService

/// A provider that answers only when `answer()` is called.
private final class HeldProvider: PaymentProvider {
  private let inner = ScriptedProvider()
  private let gate = AsyncStream.makeStream(of: Void.self)

  var charges: [Charge] { inner.charges }
  func answer() { gate.continuation.finish() }

  func charge(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome {
    let outcome = try await inner.charge(charge)
    for await _ in gate.stream {}
    return outcome
  }
  func close(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome { throw .unavailable }
  func refund(_ refund: Refund) async throws(PaymentProviderError) -> Bool { true }
}

/// The scheduled job settles payments whose outcome is open.
@Suite(.needsPostgres, .timeLimit(.minutes(1))) struct ReconciliationTests {
  let alice = Caller(userID: .make(), isAdmin: false)

  /// The job of one instance of the service.
  static func job(_ host: TestHost, _ provider: any PaymentProvider) throws -> ScheduledJob {
    try #require(PaymentServiceApp(host.host, provider: provider).parts.jobs.first { $0.name == "payment.interrupted" })
  }

  /// Creates a payment of Alice, and returns it with the status of its process request.
  private static func process(_ host: TestHost, _ alice: Caller, token: String = "tok_ok") async throws -> (id: EntityID, status: Int) {
    let order = try await host.projectOrder(of: alice)
    let created = try await host.send(.post, "/api/v1/payments", as: alice, PaymentRoutesTests.body(order, token: token))
    let id = try #require(created.data?["id"]?.string.flatMap(EntityID.init))
    return (id, try await host.send(.post, "/api/v1/payments/\(id)/process", as: alice).status)
  }

  /// Moves all payments half a minute into the past.
  static func age(_ host: TestHost) async throws {
    try await host.host.database.execute("UPDATE payments SET processing_since = now() - interval '31 seconds' WHERE status = 'processing'")
  }

  private static func status(_ host: TestHost, _ id: EntityID) async throws -> PaymentStatus? {
    try await PostgresPayments(database: host.host.database).find(id)?.status
  }

  private static func events(_ host: TestHost) async throws -> [String] {
    try await host.host.database.query("SELECT event_type FROM outbox ORDER BY id").map { try $0.get("event_type") }
  }

  @Test func aProviderThatHangsIsAskedAgainWithTheSameKey() async throws {
    let provider = ScriptedProvider([.failure(.timedOut), .success(.charged)])
    try await TestHost.run(provider: provider) { [alice] host in
      let payment = try await Self.process(host, alice)
      #expect(payment.status == 503)
      let job = try Self.job(host, provider)
      #expect(try await job.runOnce(on: host.host.database) == 0, "the timeout is not over")
      try await Self.age(host)
      #expect(try await job.runOnce(on: host.host.database) == 1)
      #expect(try await Self.status(host, payment.id) == .success)
      #expect(provider.charges.map(\.idempotencyKey) == [payment.id, payment.id])
      #expect(try await Self.events(host) == ["payment.success"])
    }
  }

  @Test func aChargeWithALostAnswerIsNotRepeated() async throws {
    let provider = SimulatedProvider()
    try await TestHost.run(provider: provider) { [alice] host in
      let payment = try await Self.process(host, alice, token: "tok_answer_lost")
      #expect(payment.status == 503 && provider.chargeCount == 1)
      #expect(try await Self.status(host, payment.id) == .processing)
      try await Self.age(host)
      #expect(try await Self.job(host, provider).runOnce(on: host.host.database) == 1)
      #expect(try await Self.status(host, payment.id) == .success)
      #expect(provider.chargeCount == 1)
      #expect(try await Self.events(host) == ["payment.success"])
    }
  }

  @Test func aRepeatedAnswerIsRecordedOnce() async throws {
    try await TestHost.run(provider: ScriptedProvider([])) { [alice] host in
      let payment = try await Self.process(host, alice)
      let database = host.host.database
      let process = ProcessPayment(
        payments: PostgresPayments(database: database), orders: PostgresOrderProjections(database: database),
        events: Outbox(database: database, source: "payment-service"), work: database,
        provider: ScriptedProvider(), answers: IdempotentAnswers(idempotency: host.host.idempotency))
      let decision = ProcessPayment.Decision(paymentID: payment.id, outcome: .charged)
      async let first = process.settle(decision)
      async let second = process.settle(decision)
      #expect(try await [first.status, second.status] == [.success, .success])
      #expect(try await Self.events(host) == ["payment.success"])
    }
  }

  @Test func ofTwoInstancesOneRunsTheJob() async throws {
    let provider = HeldProvider()
    try await TestHost.run(provider: ScriptedProvider([])) { [alice] host in
      let payment = try await Self.process(host, alice)
      try await Self.age(host)
      let other = try ServiceHost(host.host.configuration, logger: host.host.logger)
      defer { other.eventLoops.shutdown() }
      try await other.withRunningClients {
        async let working = Self.job(host, provider).runOnce(on: host.host.database)
        try await eventually("the first instance asks the provider") { provider.charges.count == 1 }
        let same = TestHost(replica: other, of: host)
        let idle = try await Self.job(same, provider).runOnce(on: other.database)
        #expect(idle == nil)
        provider.answer()
        #expect(try await working == 1)
        #expect(try await Self.job(host, provider).runOnce(on: other.database) == 0, "its turn comes when the first has ended")
      }
      #expect(provider.charges.map(\.idempotencyKey) == [payment.id])
      #expect(try await Self.status(host, payment.id) == .success)
    }
  }

  @Test func aCancelledOrderIsRefundedOnce() async throws {
    let provider = ScriptedProvider([.success(.charged)])
    try await TestHost.run(provider: provider) { [alice] host in
      let payment = try await Self.process(host, alice)
      #expect(payment.status == 200)
      let database = host.host.database
      let payments = PostgresPayments(database: database)
      let charged = try #require(try await payments.find(payment.id))
      let project = ProjectOrder(
        orders: PostgresOrderProjections(database: database), payments: payments,
        events: Outbox(database: database, source: "payment-service"), work: database)
      let cancelled = OrderProjection(id: charged.orderID, userID: alice.userID, amount: charged.amount, status: "cancelled", sequence: 9)
      for _ in 1...2 { try await project(cancelled) }
      let job = try Self.job(host, provider)
      #expect(try await job.runOnce(on: database) == 1)
      #expect(try await job.runOnce(on: database) == 0)
      #expect(try await Self.status(host, payment.id) == .refunded)
      #expect(provider.refunds.map(\.amount) == [charged.amount])
      #expect(try await Self.events(host) == ["payment.success", "payment.refunded"])
    }
  }
}
