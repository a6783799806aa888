import SharedKernel

/// The decisions of the simulated provider by idempotency key. The first decision for a key is final.
protocol ProviderLedger: Sendable {
  /// Returns the earlier decision for the charge's key, or records `outcome`.
  func charge(_ charge: Charge, otherwise outcome: ChargeOutcome) throws(PaymentProviderError) -> ChargeOutcome

  /// The recorded decision for a key.
  func decision(_ key: EntityID) throws(PaymentProviderError) -> ChargeOutcome?

  /// Records a refund once.
  func refund(_ refund: Refund) throws(PaymentProviderError)

  /// The number of successful charges.
  var chargeCount: Int { get }
}
