import SharedKernel

/// Completes payments that were interrupted between the call to the provider and the recording of its answer, and executes the refunds
/// that the service started itself.
struct ResumeInterrupted: Sendable {
  let payments: any PaymentRepository
  let work: any UnitOfWork
  let process: ProcessPayment
  let refund: RefundPayment
  /// The maximum number of payments, and of refunds, per call.
  var batchSize = 20
  var now: @Sendable () -> Timestamp = { .now }

  /// Returns the number of settled payments and refunds. Those without an answer from the provider remain for the next call.
  func callAsFunction() async throws -> Int {
    let moment = now().advanced(by: .zero - process.timeout)
    var settled = 0
    for payment in try await takeUp(before: moment) {
      guard let decision = try? await process.ask(payment) else { continue }
      _ = try await process.settle(decision)
      settled += 1
    }
    for due in try await payments.dueRefunds(at: now(), limit: batchSize) {
      guard let decision = try? await refund.ask(due) else { continue }
      _ = try await refund.settle(decision)
      settled += 1
    }
    return settled
  }

  /// Claims interrupted payments by restarting their timeout, so that two replicas do not resume the same one.
  private func takeUp(before moment: Timestamp) async throws -> [Payment] {
    try await work.perform {
      var taken: [Payment] = []
      for var payment in try await payments.lockInterrupted(before: moment, limit: batchSize) {
        try payment.resume(after: process.timeout, at: now())
        try await payments.save(payment)
        taken.append(payment)
      }
      return taken
    }
  }
}
