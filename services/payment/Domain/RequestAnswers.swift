/// Stores the answers of requests whose outcome the provider decides. The request itself may have ended when the outcome is known.
protocol RequestAnswers: Sendable {
  /// Stores the answer of the requests that charge this payment. Called in the unit of work that records the provider's decision.
  func chargeSettled(_ payment: Payment) async throws

  /// Stores the answer of the requests that made this refund, which was accepted. Called in the unit of work that records the decision.
  func refundSettled(_ refund: Refund, of payment: Payment) async throws
}
