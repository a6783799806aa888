/// What happened to a payment; told to the rest of the system in the same transaction.
enum PaymentEvent: Sendable, Equatable {
  case succeeded(Payment)
  case failed(Payment)
  case refunded(Payment, Refund)
}

/// Where payment events are put down, in the transaction of the change that they tell of.
protocol PaymentEventLog: Sendable {
  /// Records the events for publication. They are published only if the transaction commits.
  func append(_ events: [PaymentEvent]) async throws
}
