import SharedKernel

/// Charges a payment through the provider, at most once even if the process is interrupted.
///
/// Three steps: the status `processing` is committed; the provider is called outside any transaction, with the payment's id as
/// its idempotency key; the outcome and its event are committed. `ResumeInterrupted` completes interrupted payments.
struct ProcessPayment: Sendable {
  /// The provider's decision, not recorded yet.
  struct Decision: Sendable, Equatable {
    let paymentID: EntityID
    let outcome: ChargeOutcome
  }

  let payments: any PaymentRepository
  let orders: any OrderProjectionRepository
  let events: any EventOutbox
  let work: any UnitOfWork
  let provider: any PaymentProvider
  let answers: any RequestAnswers
  /// The time after the call to the provider when a payment counts as interrupted.
  var timeout: Duration = .seconds(30)
  var now: @Sendable () -> Timestamp = { .now }

  /// Runs the first step and returns the payment, which is processing.
  /// Throws `PaymentError.notFound`, `.illegalStateChange`, `.beingProcessed` and `.orderNotPayable`.
  func begin(_ id: EntityID, by caller: Caller) async throws -> Payment {
    try await work.perform {
      guard var payment = try await payments.lock(id), caller.maySee(payment.userID) else { throw PaymentError.notFound }
      if payment.status == .processing {
        try payment.resume(after: timeout, at: now())
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

  /// Runs the second step for a payment that is processing. Must not be called inside a unit of work.
  func ask(_ payment: Payment) async throws(PaymentError) -> Decision {
    let charge = Charge(idempotencyKey: payment.id, amount: payment.amount, method: payment.method, token: payment.token ?? "")
    do { return Decision(paymentID: payment.id, outcome: try await provider.charge(charge)) } catch {
      // It is unknown whether money has moved. Closing the charge settles it.
      do { return Decision(paymentID: payment.id, outcome: try await provider.close(charge)) } catch { throw .providerUnavailable }
    }
  }

  /// Runs the third step and returns the payment, `success` or `failed`. Changes nothing if the outcome is recorded already.
  func settle(_ decision: Decision) async throws -> Payment {
    try await work.perform {
      guard var payment = try await payments.lock(decision.paymentID) else { throw PaymentError.notFound }
      guard payment.status == .processing else { return payment }
      let event = try payment.settle(decision.outcome, at: now())
      // The order may have been cancelled during the call. Then the payment is refunded at once; see `ProjectOrder`.
      let refund: Refund? =
        if payment.status == .success, try await orders.find(payment.orderID)?.isAbandoned == true {
          try payment.beginAutomaticRefund(at: now())
        } else { nil }
      try await payments.save(payment)
      if let refund { try await payments.add(refund) }
      try await events.append(event)
      try await answers.chargeSettled(payment)
      return payment
    }
  }
}
