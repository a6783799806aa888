import SharedKernel
import Synchronization

/// A payment provider that moves no money, so that every path can be tried. The token decides:
///
/// | token | what happens |
/// |---|---|
/// | `tok_ok` | charged at once |
/// | `tok_declined` | declined, reason `card_declined` |
/// | `tok_slow` | charged after `slowness` |
/// | `tok_timeout` | no answer within `deadline`, and never charged: declined, reason `provider_timeout` |
/// | anything else | declined, reason `unknown_token` |
///
/// Every refund is accepted. The ledger is in memory; since the token decides, it comes out the same after a restart.
final class SimulatedProvider: PaymentProvider {
  /// What the simulator has decided, by idempotency key.
  struct Ledger: Sendable {
    var charges: [EntityID: ChargeOutcome] = [:]
    var refunds: Set<EntityID> = []
  }

  private let slowness: Duration
  private let deadline: Duration
  private let ledger = Mutex(Ledger())

  /// `slowness`: how long `tok_slow` takes. `deadline`: how long `tok_timeout` keeps the caller waiting.
  init(slowness: Duration = .milliseconds(1500), deadline: Duration = .seconds(3)) {
    self.slowness = slowness
    self.deadline = deadline
  }

  /// How many charges have gone through, each key counted once.
  var chargeCount: Int {
    ledger.withLock { $0.charges.values.count { $0 == .charged } }
  }

  func charge(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome {
    switch charge.token {
    case "tok_slow": try await wait(slowness)
    case "tok_timeout":
      try await wait(deadline)
      throw .timedOut
    default: break
    }
    return decide(charge, otherwise: Self.outcome(for: charge.token))
  }

  func close(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome {
    decide(charge, otherwise: .declined(reason: "provider_timeout"))
  }

  func refund(_ refund: Refund) async throws(PaymentProviderError) -> Bool {
    ledger.withLock { _ = $0.refunds.insert(refund.id) }
    return true
  }

  private func decide(_ charge: Charge, otherwise outcome: ChargeOutcome) -> ChargeOutcome {
    ledger.withLock { ledger in
      if let decided = ledger.charges[charge.idempotencyKey] { return decided }
      ledger.charges[charge.idempotencyKey] = outcome
      return outcome
    }
  }

  private static func outcome(for token: String) -> ChargeOutcome {
    switch token {
    case "tok_ok", "tok_slow": .charged
    case "tok_declined": .declined(reason: "card_declined")
    default: .declined(reason: "unknown_token")
    }
  }

  private func wait(_ duration: Duration) async throws(PaymentProviderError) {
    do { try await Task.sleep(for: duration) } catch { throw .timedOut }
  }
}
