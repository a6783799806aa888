import JSON
import Messaging
import SharedKernel

/// Why a single-use token is mailed.
enum MailPayload: EventPayload {
  /// An account is new or has changed: its owner confirms the address.
  case confirmAddress
  case resetPassword(EmailAddress)

  static let eventNames = ["user.created", "user.updated", "user.password_reset_requested"]

  init(eventName: String, data: JSONView) throws(MessagingError) {
    guard eventName == "user.password_reset_requested" else {
      self = .confirmAddress
      return
    }
    guard let email = data["email"]?.string.flatMap({ EmailAddress($0) }) else { throw .rejected("email is missing or not an address") }
    self = .resetPassword(email)
  }
}

/// Mails single-use tokens. Token, mail and inbox row are written in one transaction.
struct MailConsumer: Sendable {
  let mailTokens: MailSingleUseTokens

  func handle(_ event: EventEnvelope<MailPayload>) async throws {
    switch event.data {
    case .confirmAddress: try await mailTokens.proveAddress(of: event.aggregateID)
    case .resetPassword(let email): try await mailTokens.resetPassword(at: email)
    }
  }
}
