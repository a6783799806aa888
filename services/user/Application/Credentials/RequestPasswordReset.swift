import SharedKernel

/// Records the request for a password reset. The consumer of the event looks the account up later, so the response and its duration are the
/// same for every address.
struct RequestPasswordReset: Sendable {
  let work: any UnitOfWork
  let outbox: any EventOutbox
  let throttle: any AttemptThrottle

  func callAsFunction(_ email: EmailAddress) async throws {
    if let seconds = await throttle.secondsToWait(for: email) { throw UserError.tooManyMails(retryAfter: seconds) }
    await throttle.note(email)
    try await work.perform { try await outbox.append(UserEvent.passwordResetRequested(email, requestID: .make(), at: .now)) }
  }
}
