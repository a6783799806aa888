import SharedKernel

/// Notes that somebody wants a new password for an address. Whether an account has it is looked up later, by the consumer of the event: so the
/// answer and its time are the same for every address.
struct RequestPasswordReset: Sendable {
  let work: any UnitOfWork
  let outbox: any EventOutbox
  let throttle: any AttemptThrottle

  func callAsFunction(_ email: EmailAddress) async throws {
    if let seconds = await throttle.secondsToWait(for: email) { throw UserError.tooManyMails(retryAfter: seconds) }
    await throttle.note(email)
    try await work.perform { try await outbox.append([UserEvents.passwordResetRequested(email)]) }
  }
}
