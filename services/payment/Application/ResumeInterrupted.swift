import SharedKernel

/// Finishes what a crash or a silent provider left between asking the provider and taking down its answer, and carries out the refunds
/// that the service began by itself.
struct ResumeInterrupted: Sendable {
  let payments: any PaymentRepository
  let work: any UnitOfWork
  let process: ProcessPayment
  let refund: RefundPayment
  /// How many of each kind one call takes up.
  var batch = 20
  var now: @Sendable () -> Timestamp = { .now }

  /// How many payments and refunds were settled; those that the provider is silent about stay for the next time.
  func callAsFunction() async throws -> Int {
    let moment = now().advanced(by: .zero - process.patience)
    var settled = 0
    for payment in try await takeUp(before: moment) {
      guard let decision = try? await process.ask(payment) else { continue }
      _ = try await process.settle(decision)
      settled += 1
    }
    for due in try await payments.dueRefunds(at: now(), limit: batch) {
      guard let decision = try? await refund.ask(due) else { continue }
      _ = try await refund.settle(decision)
      settled += 1
    }
    return settled
  }

  /// Claims interrupted payments by restarting their clock, so that two replicas do not take up the same one.
  private func takeUp(before moment: Timestamp) async throws -> [Payment] {
    try await work.perform {
      var taken: [Payment] = []
      for var payment in try await payments.lockInterrupted(before: moment, limit: batch) {
        try payment.resume(after: process.patience, at: now())
        try await payments.save(payment)
        taken.append(payment)
      }
      return taken
    }
  }
}
