import SharedKernel

/// What the simulated provider has decided, by idempotency key: the first decision for a key stays for ever.
protocol ProviderLedger: Sendable {
  /// What this key's charge was decided to be, now or before.
  func charge(_ charge: Charge, otherwise outcome: ChargeOutcome) throws(PaymentProviderError) -> ChargeOutcome

  /// What this key's charge was decided to be before; nil when it was not.
  func decision(_ key: EntityID) throws(PaymentProviderError) -> ChargeOutcome?

  /// Takes a refund down, unless it is there.
  func refund(_ refund: Refund) throws(PaymentProviderError)

  /// How many charges have gone through, each key counted once.
  var chargeCount: Int { get }
}
