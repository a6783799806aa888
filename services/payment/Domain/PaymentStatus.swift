/// The status of a payment. The raw value is its name in JSON, events and the database.
enum PaymentStatus: String, Sendable, CaseIterable {
  case pending, processing, success, failed, refunded

  /// The state machine: the allowed next states of each state.
  static let transitions: [PaymentStatus: Set<PaymentStatus>] = [
    .pending: [.processing, .failed],
    .processing: [.success, .failed],
    .success: [.refunded],
    .failed: [],
    .refunded: [],
  ]

  func canBecome(_ next: PaymentStatus) -> Bool {
    Self.transitions[self]?.contains(next) ?? false
  }
}
