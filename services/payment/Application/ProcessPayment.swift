import SharedKernel

/// Has the provider charge a payment, at most once, whatever is interrupted where.
///
/// Three steps: the state `processing` is committed; the provider is asked outside any transaction, with the payment's id as
/// its idempotency key; the outcome and its event are committed. `ResumeInterrupted` takes up what is left in between.
struct ProcessPayment: Sendable {
  /// What the provider decided, before it is taken down.
  struct Decision: Sendable, Equatable {
    let paymentID: EntityID
    let outcome: ChargeOutcome
  }

  let payments: any PaymentRepository
  let orders: any OrderProjectionRepository
  let events: any PaymentEventLog
  let work: any UnitOfWork
  let provider: any PaymentProvider
  /// How long after the provider was asked a payment counts as interrupted.
  var patience: Duration = .seconds(30)
  var now: @Sendable () -> Timestamp = { .now }

  /// All three steps: the settled payment, `success` or `failed`. Throws what `decide` throws.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> Payment {
    try await settle(try await decide(id, by: caller))
  }

  /// The first two steps. Must not be called inside a unit of work.
  /// Throws `PaymentError` `.notFound`, `.illegalStateChange`, `.beingProcessed`, `.orderNotPayable` and `.providerUnavailable`.
  func decide(_ id: EntityID, by caller: Caller) async throws -> Decision {
    let payment = try await begin(id, by: caller)
    return try await ask(payment)
  }

  /// The second step alone, for a payment that is processing already.
  func ask(_ payment: Payment) async throws(PaymentError) -> Decision {
    let charge = Charge(idempotencyKey: payment.id, amount: payment.amount, method: payment.method, token: payment.token ?? "")
    do { return Decision(paymentID: payment.id, outcome: try await provider.charge(charge)) } catch {
      // Whether money moved is unknown now; closing the charge makes it known.
      do { return Decision(paymentID: payment.id, outcome: try await provider.close(charge)) } catch { throw .providerUnavailable }
    }
  }

  /// The third step: the payment as it is afterwards. Nothing happens when somebody else has taken the outcome down.
  func settle(_ decision: Decision) async throws -> Payment {
    try await work.perform {
      guard var payment = try await payments.lock(decision.paymentID) else { throw PaymentError.notFound }
      guard payment.status == .processing else { return payment }
      let event = try payment.settle(decision.outcome, at: now())
      // The order may have been cancelled while the provider was busy: then the money goes back at once, see `ProjectOrder`.
      let refund: Refund? =
        if payment.status == .success, try await orders.find(payment.orderID)?.isAbandoned == true {
          try payment.beginAutomaticRefund(at: now())
        } else { nil }
      try await payments.save(payment)
      if let refund { try await payments.add(refund) }
      try await events.append([event])
      return payment
    }
  }

  private func begin(_ id: EntityID, by caller: Caller) async throws -> Payment {
    try await work.perform {
      guard var payment = try await payments.lock(id), caller.maySee(payment.userID) else { throw PaymentError.notFound }
      if payment.status == .processing {
        try payment.resume(after: patience, at: now())
      } else {
        if payment.status == .pending, let order = try await orders.find(payment.orderID), !order.isPayable {
          throw PaymentError.orderNotPayable(status: order.status)
        }
        try payment.begin(at: now())
      }
      try await payments.save(payment)
      return payment
    }
  }
}
