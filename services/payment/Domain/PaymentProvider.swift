import SharedKernel

/// What the provider is asked to charge.
struct Charge: Sendable, Equatable {
  /// The payment's id: the provider charges at most once for it, however often it is asked.
  let idempotencyKey: EntityID
  let amount: Money
  let method: PaymentMethod
  let token: String
}

/// What the provider decided, for good.
enum ChargeOutcome: Sendable, Equatable {
  case charged
  /// A word such as `card_declined`, fit for showing.
  case declined(reason: String)
}

/// Why the provider gave no answer. Whether money moved is then unknown.
enum PaymentProviderError: Error, Equatable {
  case timedOut
  case unavailable
}

/// Who moves the money. Calls may take seconds and must not be made inside a database transaction.
protocol PaymentProvider: Sendable {
  /// Charges, or repeats the outcome that this key has already had.
  func charge(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome

  /// Ends a charge whose outcome is unknown: what has happened stays, what has not happened never will.
  func close(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome

  /// Pays back, at most once per refund id. False when the provider refuses.
  func refund(_ refund: Refund) async throws(PaymentProviderError) -> Bool
}
