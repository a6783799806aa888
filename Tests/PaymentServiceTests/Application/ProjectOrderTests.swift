import SharedKernel
import Testing

@testable import PaymentService

/// The payment of a cancelled order, in every order of events.
@Suite struct ProjectOrderTests {
  func end(_ order: EntityID, of payment: Payment, as status: String = "cancelled") -> OrderProjection {
    OrderProjection(id: order, userID: payment.userID, amount: payment.amount, status: status, sequence: 2)
  }

  @Test func aPendingPaymentOfACancelledOrderFails() async throws {
    let world = World()
    let payment = try await world.payment()
    try await world.project(end(payment.orderID, of: payment))
    let failed = try #require(try await world.payments.find(payment.id) as Payment?)
    #expect(failed.status == .failed && failed.failureReason == "order_cancelled" && failed.token == nil)
    #expect(world.events.all == [.failed(failed)])
  }

  @Test(arguments: ["cancelled", OrderProjection.deletedUnpaid])
  func aChargedPaymentIsRefundedOnce(status: String) async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment(.success)
    for _ in 1...3 { try await world.project(end(payment.orderID, of: payment, as: status)) }
    #expect(try await world.resume() == 1)
    #expect(try await world.resume() == 0)
    let refunded = try #require(try await world.payments.find(payment.id) as Payment?)
    #expect(refunded.status == .refunded && refunded.refundedAmount == payment.amount)
    #expect(provider.refunds.map(\.amount) == [payment.amount])
  }

  @Test func theRestAfterAPartialRefundIsRefunded() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment(.success)
    let decision = try await world.refund.decide(payment.id, amount: Money(hundredths: 300), by: world.admin)
    _ = try await world.refund.settle(decision)
    try await world.project(end(payment.orderID, of: payment))
    _ = try await world.resume()
    #expect(provider.refunds.map(\.amount.hundredths) == [300, 700])
    #expect((try await world.payments.find(payment.id) as Payment?)?.status == .refunded)
  }

  @Test func aRefusedRefundOfACancelledOrderIsRetried() async throws {
    let refusing = ScriptedProvider(refunding: .success(false))
    var world = World(provider: refusing)
    let payment = try await world.payment(.success)
    try await world.project(end(payment.orderID, of: payment))
    #expect(try await world.resume() == 1)
    #expect(try await world.resume() == 0, "not before its time")
    let waiting = try #require(try await world.payments.find(payment.id) as Payment?)
    #expect(waiting.status == .success && waiting.refundingAmount == payment.amount)
    let accepting = ScriptedProvider()
    world.provider = accepting
    let later = Timestamp.now.advanced(by: .seconds(3601))
    world.now = { later }
    #expect(try await world.resume() == 1)
    #expect((try await world.payments.find(payment.id) as Payment?)?.status == .refunded)
    #expect(accepting.refunds.map(\.amount) == [payment.amount])
    #expect(accepting.refunds.map(\.id) != refusing.refunds.map(\.id), "the provider would say the same again")
  }

  @Test func aChargeOfACancelledOrderIsRefunded() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment(.processing)
    try await world.project(end(payment.orderID, of: payment))
    #expect((try await world.payments.find(payment.id) as Payment?)?.status == .processing)
    let charged = try await world.process.settle(ProcessPayment.Decision(paymentID: payment.id, outcome: .charged))
    #expect(charged.status == .success && charged.refundingAmount == payment.amount)
    #expect(try await world.resume() == 1)
    #expect((try await world.payments.find(payment.id) as Payment?)?.status == .refunded)
    #expect(world.events.all.count == 2)
  }

  @Test(arguments: ["paid", "shipped", "refunded", OrderProjection.deleted])
  func otherStatusesDoNotChangeThePayment(status: String) async throws {
    let world = World()
    let payment = try await world.payment(.success)
    try await world.project(end(payment.orderID, of: payment, as: status))
    #expect(try await world.payments.find(payment.id) == payment)
    #expect(try await world.resume() == 0)
  }
}
