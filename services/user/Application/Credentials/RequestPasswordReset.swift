import SharedKernel

/// Records the request for a password reset. The consumer of the event looks the account up later, so the response and its duration are the
/// same for every address.
struct RequestPasswordReset: Sendable {
  let work: any UnitOfWork
  let events: any EventOutbox
  let throttle: any AttemptThrottle

  /// `address` is the network address of the client.
  func callAsFunction(_ email: EmailAddress, from address: String) async throws {
    let attempt = Attempt(email: email, address: address)
    if let seconds = await throttle.secondsToWait(for: attempt) { throw UserError.tooManyMails(retryAfter: seconds) }
    await throttle.note(attempt)
    try await work.perform { try await events.append(UserEvent.passwordResetRequested(email, requestID: .make(), at: .now)) }
  }
}
