import SharedKernel
import Synchronization

/// A ledger in memory. After a restart the outcomes are the same, because the token decides them.
final class MemoryLedger: ProviderLedger {
  private struct State {
    var charges: [EntityID: ChargeOutcome] = [:]
    var refunds: Set<EntityID> = []
  }

  private let state = Mutex(State())

  var chargeCount: Int { state.withLock { $0.charges.values.count { $0 == .charged } } }

  func charge(_ charge: Charge, otherwise outcome: ChargeOutcome) throws(PaymentProviderError) -> ChargeOutcome {
    state.withLock { state in
      if let decided = state.charges[charge.idempotencyKey] { return decided }
      state.charges[charge.idempotencyKey] = outcome
      return outcome
    }
  }

  func decision(_ key: EntityID) throws(PaymentProviderError) -> ChargeOutcome? { state.withLock { $0.charges[key] } }

  func refund(_ refund: Refund) throws(PaymentProviderError) { state.withLock { _ = $0.refunds.insert(refund.id) } }
}
