import SharedKernel
import Testing

@testable import PaymentService

@Suite struct SimulatedProviderTests {
  let provider = SimulatedProvider(slowness: .milliseconds(1), deadline: .milliseconds(1))

  func charge(_ token: String, key: EntityID = .make()) -> Charge {
    Charge(idempotencyKey: key, amount: Money(hundredths: 100), method: .card, token: token)
  }

  @Test(arguments: [
    ("tok_ok", ChargeOutcome.charged), ("tok_slow", .charged), ("tok_declined", .declined(reason: "card_declined")),
    ("tok_other", .declined(reason: "unknown_token")),
  ])
  func theTokenDecides(token: String, outcome: ChargeOutcome) async throws {
    #expect(try await provider.charge(charge(token)) == outcome)
  }

  @Test func aTimeoutIsNeverCharged() async throws {
    let charge = charge("tok_timeout")
    await #expect(throws: PaymentProviderError.timedOut) { try await provider.charge(charge) }
    #expect(try await provider.close(charge) == .declined(reason: "provider_timeout"))
    #expect(provider.chargeCount == 0)
  }

  @Test func oneKeyChargesOnce() async throws {
    let key = EntityID.make()
    for _ in 1...3 { #expect(try await provider.charge(charge("tok_ok", key: key)) == .charged) }
    #expect(provider.chargeCount == 1)
    #expect(try await provider.close(charge("tok_ok", key: key)) == .charged)
  }

  @Test func aClosedChargeIsNeverCharged() async throws {
    let charge = charge("tok_ok")
    #expect(try await provider.close(charge) == .declined(reason: "provider_timeout"))
    #expect(try await provider.charge(charge) == .declined(reason: "provider_timeout"))
    #expect(provider.chargeCount == 0)
  }

  @Test func aLostAnswerFollowsASuccessfulCharge() async throws {
    let charge = charge("tok_answer_lost")
    await #expect(throws: PaymentProviderError.unavailable) { try await provider.charge(charge) }
    await #expect(throws: PaymentProviderError.unavailable) { try await provider.close(charge) }
    #expect(try await provider.charge(charge) == .charged)
    #expect(provider.chargeCount == 1)
  }
}
