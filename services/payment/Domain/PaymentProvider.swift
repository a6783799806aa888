import SharedKernel

/// A charge request to the provider.
struct Charge: Sendable, Equatable {
  /// The payment's id. The provider charges at most once per key.
  let idempotencyKey: EntityID
  let amount: Money
  let method: PaymentMethod
  let token: String
}

/// The provider's final decision about a charge.
enum ChargeOutcome: Sendable, Equatable {
  case charged
  /// The reason is a code such as `card_declined`, and may be shown.
  case declined(reason: String)
}

/// The provider did not answer. It is unknown whether money has moved.
enum PaymentProviderError: Error, Equatable {
  case timedOut
  case unavailable
}

/// The payment provider. A call may take seconds and must not be made inside a database transaction.
protocol PaymentProvider: Sendable {
  /// Charges, or returns the earlier outcome of the same key.
  func charge(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome

  /// Ends a charge whose outcome is unknown. A charge that has not happened is declined and can no longer happen.
  func close(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome

  /// Refunds at most once per refund id. False if the provider refuses.
  func refund(_ refund: Refund) async throws(PaymentProviderError) -> Bool
}
