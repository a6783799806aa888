import SharedKernel
import Testing

@testable import PaymentService

@Suite struct UseCaseTests {
  @Test func onlyTheOwnerOfAPendingOrderPays() async throws {
    let world = World()
    let order = try await world.order()
    await #expect(throws: PaymentError.orderNotFound) {
      try await world.create(orderID: .make(), method: .card, token: "t", by: world.alice)
    }
    await #expect(throws: PaymentError.orderNotFound) {
      try await world.create(orderID: order.id, method: .card, token: "t", by: world.bob)
    }
    await #expect(throws: PaymentError.notTheOwner) {
      try await world.create(orderID: order.id, method: .card, token: "t", by: world.admin)
    }
    let payment = try await world.create(orderID: order.id, method: .wallet, token: "t", by: world.alice)
    #expect(payment.status == .pending && payment.amount == order.amount)
    let cancelled = try await world.order("cancelled")
    await #expect(throws: PaymentError.orderNotPayable(status: "cancelled")) {
      try await world.create(orderID: cancelled.id, method: .card, token: "t", by: world.alice)
    }
  }

  @Test(arguments: PaymentStatus.allCases)
  func anOrderHasOneLivePayment(status: PaymentStatus) async throws {
    let world = World()
    let first = try await world.payment(status)
    let again = { try await world.create(orderID: first.orderID, method: .card, token: "t", by: world.alice) }
    if status == .failed {
      #expect(try await again().status == .pending)
    } else {
      await #expect(throws: PaymentError.livePaymentExists) { try await again() }
    }
  }

  @Test func processingChargesAndStoresTheEvent() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment()
    let charged = try await world.process(payment.id, by: world.alice)
    #expect(charged.status == .success)
    #expect(provider.charges.map(\.idempotencyKey) == [payment.id])
    #expect(provider.charges.map(\.amount) == [payment.amount])
    #expect(world.events.all == [.succeeded(charged)])
    await #expect(throws: PaymentError.illegalStateChange(from: .success, to: .processing)) {
      try await world.process(payment.id, by: world.alice)
    }
    #expect(provider.charges.count == 1)
  }

  @Test func aDeclinedPaymentFails() async throws {
    let world = World(provider: ScriptedProvider([.success(.declined(reason: "card_declined"))]))
    let failed = try await world.process(try await world.payment().id, by: world.admin)
    #expect(failed.status == .failed && failed.failureReason == "card_declined")
    #expect(world.events.all == [.failed(failed)])
  }

  @Test func aForeignPaymentIsNotProcessed() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment()
    await #expect(throws: PaymentError.notFound) { try await world.process(payment.id, by: world.bob) }
    #expect(provider.charges.isEmpty)
  }

  @Test func aPaymentOfAnOrderThatWasCancelledIsNotCharged() async throws {
    let provider = ScriptedProvider()
    let world = World(provider: provider)
    let payment = try await world.payment()
    try await world.payments.saveIfNewer(
      OrderProjection(id: payment.orderID, userID: payment.userID, amount: payment.amount, status: "cancelled", sequence: 2))
    await #expect(throws: PaymentError.orderNotPayable(status: "cancelled")) { try await world.process(payment.id, by: world.alice) }
    #expect(provider.charges.isEmpty)
  }

  @Test func aTimeoutIsClosedAndSettled() async throws {
    let provider = ScriptedProvider([.failure(.timedOut)], closing: .success(.declined(reason: "provider_timeout")))
    let world = World(provider: provider)
    let failed = try await world.process(try await world.payment().id, by: world.alice)
    #expect(failed.status == .failed && failed.failureReason == "provider_timeout")
  }

  @Test func aChargeThatSucceededBeforeTheTimeoutSucceeds() async throws {
    let world = World(provider: ScriptedProvider([.failure(.timedOut)], closing: .success(.charged)))
    #expect(try await world.process(try await world.payment().id, by: world.alice).status == .success)
  }

  @Test func aPaymentWithoutAnAnswerIsResumed() async throws {
    let provider = ScriptedProvider([.failure(.unavailable), .success(.charged)])
    var world = World(provider: provider)
    let payment = try await world.payment()
    await #expect(throws: PaymentError.providerUnavailable) { try await world.process(payment.id, by: world.alice) }
    #expect(try await world.payments.lock(payment.id)?.status == .processing)
    #expect(try await world.resume() == 0)
    await #expect(throws: PaymentError.beingProcessed) { try await world.process(payment.id, by: world.alice) }
    let later = Timestamp.now.advanced(by: .seconds(31))
    world.now = { later }
    #expect(try await world.resume() == 1)
    #expect(try await world.payments.lock(payment.id)?.status == .success)
    #expect(Set(provider.charges.map(\.idempotencyKey)) == [payment.id])
    #expect(world.events.all.count == 1)
    #expect(world.answers.charges.map(\.id) == [payment.id])
  }

  @Test func twoDecisionsAboutOnePaymentAreRecordedOnce() async throws {
    let world = World()
    let payment = try await world.payment(.processing)
    let decision = ProcessPayment.Decision(paymentID: payment.id, outcome: .charged)
    let first = try await world.process.settle(decision)
    #expect(try await world.process.settle(decision) == first)
    #expect(world.events.all == [.succeeded(first)])
    #expect(world.answers.charges == [first])
  }
}
