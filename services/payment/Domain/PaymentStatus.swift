/// Where a payment stands. The raw value is the word in JSON, in events and in the database.
enum PaymentStatus: String, Sendable, CaseIterable {
  case pending, processing, success, failed, refunded

  /// The whole state machine: from each state, the states that may come next. What is not here is refused.
  static let transitions: [PaymentStatus: Set<PaymentStatus>] = [
    .pending: [.processing, .failed],
    .processing: [.success, .failed],
    .success: [.refunded],
    .failed: [],
    .refunded: [],
  ]

  /// Whether a payment in this state may move to `next`.
  func canBecome(_ next: PaymentStatus) -> Bool {
    Self.transitions[self]?.contains(next) ?? false
  }
}
