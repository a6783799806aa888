import JSON
import Messaging
import SharedKernel

/// Mails the tokens that events ask for. Token, letter and inbox row are one transaction.
struct MailConsumer: Sendable {
  let mailTokens: MailSingleUseTokens

  /// Applies one event. Throws `MessagingError.rejected` for data that it does not understand.
  func handle(_ event: IncomingEvent) async throws { try await handle(event.type, aggregateID: event.aggregateID, data: event.data) }

  func handle(_ type: String, aggregateID: EntityID, data: JSONView) async throws {
    guard type == EventType.passwordResetRequested.rawValue else { return try await mailTokens.proveAddress(of: aggregateID) }
    guard let email = data["email"]?.string.flatMap({ EmailAddress($0) }) else { throw MessagingError.rejected("no e-mail address") }
    try await mailTokens.resetPassword(at: email)
  }
}
