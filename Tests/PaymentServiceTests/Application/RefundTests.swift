import SharedKernel
import Testing

@testable import PaymentService

@Suite struct RefundTests {
  @Test func aPartialRefundKeepsThePaymentSuccessful() async throws {
    let world = World()
    let payment = try await world.payment(.success)
    let decision = try await world.refund.decide(payment.id, amount: Money(hundredths: 300), by: world.admin)
    let partly = try await world.refund.settle(decision)
    #expect(partly.status == .success && partly.refundedAmount.hundredths == 300)
    let rest = try await world.refund.settle(try await world.refund.decide(payment.id, amount: nil, by: world.admin))
    #expect(rest.status == .refunded && rest.refundedAmount == payment.amount)
    #expect(world.events.all.count == 2)
  }

  @Test func aRefundOfMoreThanTheRestIsRejected() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment(.success)
    await #expect(throws: PaymentError.refundTooLarge(left: payment.amount)) {
      try await world.refund.decide(payment.id, amount: Money(hundredths: 1001), by: world.admin)
    }
    #expect(provider.refunds.isEmpty)
  }

  @Test func refundsInProgressReduceTheRest() async throws {
    let world = World(provider: ScriptedProvider(refunding: .failure(.timedOut)))
    let payment = try await world.payment(.success)
    await #expect(throws: PaymentError.providerUnavailable) {
      try await world.refund.decide(payment.id, amount: Money(hundredths: 700), by: world.admin)
    }
    await #expect(throws: PaymentError.refundTooLarge(left: Money(hundredths: 300))) {
      try await world.refund.decide(payment.id, amount: Money(hundredths: 301), by: world.admin)
    }
  }

  @Test func theSameKeyIsTheSameRefund() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment(.success)
    let amount = Money(hundredths: 300)
    for _ in 1...2 {
      let decision = try await world.refund.decide(payment.id, amount: amount, idempotencyKey: "k", by: world.admin)
      #expect(try await world.refund.settle(decision).refundedAmount == amount)
    }
    #expect(Set(provider.refunds.map(\.id)).count == 1)
    #expect(world.events.all.count == 1)
    await #expect(throws: PaymentError.idempotencyMismatch) {
      try await world.refund.decide(payment.id, amount: Money(hundredths: 301), idempotencyKey: "k", by: world.admin)
    }
  }

  @Test func aRefusedRefundLeavesThePaymentAsItWas() async throws {
    let world = World(provider: ScriptedProvider(refunding: .success(false)))
    let payment = try await world.payment(.success)
    let decision = try await world.refund.decide(payment.id, amount: nil, by: world.admin)
    #expect(!decision.isAccepted)
    let after = try await world.refund.settle(decision)
    #expect(after.status == .success && after.refundableAmount == payment.amount)
    #expect(world.events.all.isEmpty)
    #expect(world.answers.refunds.isEmpty, "a repetition is refused again")
  }

  @Test func anInterruptedRefundIsResumed() async throws {
    let silent = ScriptedProvider(refunding: .failure(.unavailable))
    var world = World(provider: silent)
    let payment = try await world.payment(.success)
    await #expect(throws: PaymentError.providerUnavailable) { try await world.refund.decide(payment.id, amount: nil, by: world.admin) }
    let answering = ScriptedProvider()
    world.provider = answering
    let later = Timestamp.now.advanced(by: .seconds(31))
    world.now = { later }
    #expect(try await world.resume() == 1)
    #expect(try await world.payments.lock(payment.id)?.status == .refunded)
    #expect(answering.refunds.map(\.id) == silent.refunds.map(\.id))
    #expect(world.answers.refunds.map(\.id) == silent.refunds.map(\.id))
  }
}
