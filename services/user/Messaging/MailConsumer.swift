import JSON
import Messaging
import SharedKernel

/// Why a mail is sent.
enum MailPayload: EventPayload {
  /// An account is new or has changed: its owner confirms the address.
  case confirmAddress
  /// An account shall have a new address: its owner confirms it, and the present address is told.
  case confirmNewAddress(EmailAddress)
  /// An account has a new address: the previous one is told.
  case addressChanged(previous: EmailAddress, new: EmailAddress)
  case resetPassword(EmailAddress)

  static let eventNames = [
    "user.created", "user.updated", "user.email_change_requested", "user.email_changed", "user.password_reset_requested",
  ]

  init(eventName: String, data: JSONView) throws(MessagingError) {
    func address(_ member: String) throws(MessagingError) -> EmailAddress {
      guard let address = data[member]?.string.flatMap({ EmailAddress($0) }) else {
        throw .rejected("\(member) is missing or not an address")
      }
      return address
    }
    switch eventName {
    case "user.password_reset_requested": self = .resetPassword(try address("email"))
    case "user.email_change_requested": self = .confirmNewAddress(try address("email"))
    case "user.email_changed": self = .addressChanged(previous: try address("previousEmail"), new: try address("email"))
    default: self = .confirmAddress
    }
  }
}

/// Mails single-use tokens and notices. Token, mail and inbox row are written in one transaction.
struct MailConsumer: Sendable {
  let mailTokens: MailSingleUseTokens

  func handle(_ event: EventEnvelope<MailPayload>) async throws {
    switch event.data {
    case .confirmAddress: try await mailTokens.proveAddress(of: event.aggregateID)
    case .confirmNewAddress(let email): try await mailTokens.confirmNewAddress(email, of: event.aggregateID)
    case .addressChanged(let previous, let new): try await mailTokens.tellOfChange(from: previous, to: new, of: event.aggregateID)
    case .resetPassword(let email): try await mailTokens.resetPassword(at: email)
    }
  }
}
