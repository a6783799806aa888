import SharedKernel
import Synchronization

/// A payment provider that moves no money, for development and tests. The token decides the outcome:
///
/// | token | what happens |
/// |---|---|
/// | `tok_ok` | charged at once |
/// | `tok_declined` | declined, reason `card_declined` |
/// | `tok_slow` | charged after `slowness` |
/// | `tok_timeout` | no answer within `deadline`, and never charged: declined, reason `provider_timeout` |
/// | `tok_answer_lost` | charged, but the response and the next request are lost: settled in the background |
/// | anything else | declined, reason `unknown_token` |
///
/// Every refund is accepted.
final class SimulatedProvider: PaymentProvider {
  private let slowness: Duration
  private let deadline: Duration
  private let ledger: any ProviderLedger
  /// Charges of `tok_answer_lost` whose next request will be lost.
  private let silent = Mutex<Set<EntityID>>([])

  /// `slowness` is the duration of a `tok_slow` charge, `deadline` that of a `tok_timeout` charge.
  init(
    slowness: Duration = .milliseconds(1500), deadline: Duration = .seconds(3), ledger: any ProviderLedger = MemoryLedger()
  ) {
    self.slowness = slowness
    self.deadline = deadline
    self.ledger = ledger
  }

  /// The number of successful charges.
  var chargeCount: Int { ledger.chargeCount }

  func charge(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome {
    switch charge.token {
    case "tok_slow": try await wait(slowness)
    case "tok_timeout":
      try await wait(deadline)
      throw .timedOut
    default: break
    }
    let isRepeated = try ledger.decision(charge.idempotencyKey) != nil
    let outcome = try ledger.charge(charge, otherwise: Self.outcome(for: charge.token))
    if charge.token == "tok_answer_lost", !isRepeated {
      silent.withLock { _ = $0.insert(charge.idempotencyKey) }
      throw .unavailable
    }
    return outcome
  }

  func close(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome {
    if silent.withLock({ $0.remove(charge.idempotencyKey) }) != nil { throw .unavailable }
    return try ledger.charge(charge, otherwise: .declined(reason: "provider_timeout"))
  }

  func refund(_ refund: Refund) async throws(PaymentProviderError) -> Bool {
    try ledger.refund(refund)
    return true
  }

  private static func outcome(for token: String) -> ChargeOutcome {
    switch token {
    case "tok_ok", "tok_slow", "tok_answer_lost": .charged
    case "tok_declined": .declined(reason: "card_declined")
    default: .declined(reason: "unknown_token")
    }
  }

  private func wait(_ duration: Duration) async throws(PaymentProviderError) {
    do { try await Task.sleep(for: duration) } catch { throw .timedOut }
  }
}
