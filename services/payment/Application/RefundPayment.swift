import SharedKernel

/// Refunds a payment in whole or in part, in the same three steps as `ProcessPayment`,
/// with the refund's id as the provider's idempotency key.
struct RefundPayment: Sendable {
  /// The provider's decision, not recorded yet.
  struct Decision: Sendable, Equatable {
    let refund: Refund
    let isAccepted: Bool
  }

  let payments: any PaymentRepository
  let orders: any OrderProjectionRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  let provider: any PaymentProvider
  let answers: any RequestAnswers
  var now: @Sendable () -> Timestamp = { .now }

  /// Runs the first step and returns the refund. A nil `amount` means the remaining amount.
  /// The same `idempotencyKey` returns the same refund. The route allows it only for administrators.
  /// Throws `PaymentError.notFound`, `.illegalStateChange`, `.refundTooLarge` and `.idempotencyMismatch`.
  func begin(_ id: EntityID, amount: Money?, idempotencyKey: String? = nil, by caller: Caller) async throws -> Refund {
    try await work.perform {
      guard var payment = try await payments.lock(id), caller.maySee(payment.userID) else { throw PaymentError.notFound }
      if let idempotencyKey, let earlier = try await payments.refund(ofPayment: id, idempotencyKey: idempotencyKey) {
        if let amount, amount != earlier.amount { throw PaymentError.idempotencyMismatch }
        return earlier
      }
      let refund = try payment.beginRefund(of: amount, idempotencyKey: idempotencyKey, at: now())
      try await payments.save(payment)
      try await payments.add(refund)
      return refund
    }
  }

  /// Runs the second step, unless the refund is settled. Must not be called inside a unit of work. Throws `PaymentError.providerUnavailable`.
  func ask(_ refund: Refund) async throws(PaymentError) -> Decision {
    guard refund.status == .processing else { return Decision(refund: refund, isAccepted: refund.status == .success) }
    do { return Decision(refund: refund, isAccepted: try await provider.refund(refund)) } catch { throw .providerUnavailable }
  }

  /// Runs the third step and returns the payment. Changes nothing if the decision is recorded already.
  /// The payment of a cancelled order must be refunded: after a refusal another refund is scheduled.
  func settle(_ decision: Decision) async throws -> Payment {
    try await work.perform {
      guard var payment = try await payments.lock(decision.refund.paymentID),
        var refund = try await payments.lockRefund(decision.refund.id)
      else { throw PaymentError.notFound }
      guard refund.status == .processing else { return payment }
      refund.status = decision.isAccepted ? .success : .failed
      let event = try payment.settle(refund, at: now())
      let another: Refund? =
        if !decision.isAccepted, try await orders.find(payment.orderID)?.isAbandoned == true {
          try payment.beginAnotherRefund(at: now())
        } else { nil }
      try await payments.save(refund)
      try await payments.save(payment)
      if let another { try await payments.add(another) }
      if let event { try await events.append(event) }
      if decision.isAccepted { try await answers.refundSettled(refund, of: payment) }
      return payment
    }
  }
}
