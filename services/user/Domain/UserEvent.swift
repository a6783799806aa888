import JSON
import SharedKernel

/// The events of this service. Each is appended to the outbox in the transaction of the change that it reports.
enum UserEvent: DomainEvent {
  case created(User)
  case updated(User)
  case deleted(User, at: Timestamp)
  /// A new address waits for its confirmation.
  case emailChangeRequested(User, EmailAddress)
  case emailChanged(User, previous: EmailAddress)
  case apiKeyCreated(APIKey)
  case apiKeyRevoked(APIKey, at: Timestamp)
  /// Carries only the address: the event does not show whether an account has it.
  case passwordResetRequested(EmailAddress, requestID: EntityID, at: Timestamp)

  var eventName: String {
    switch self {
    case .created: "user.created"
    case .updated: "user.updated"
    case .deleted: "user.deleted"
    case .emailChangeRequested: "user.email_change_requested"
    case .emailChanged: "user.email_changed"
    case .apiKeyCreated: "user.api_key_created"
    case .apiKeyRevoked: "user.api_key_revoked"
    case .passwordResetRequested: "user.password_reset_requested"
    }
  }

  var aggregateID: EntityID {
    switch self {
    case .created(let user), .updated(let user), .deleted(let user, _), .emailChangeRequested(let user, _), .emailChanged(let user, _):
      user.id
    case .apiKeyCreated(let key), .apiKeyRevoked(let key, _): key.id
    case .passwordResetRequested(_, let requestID, _): requestID
    }
  }

  var userID: EntityID? {
    switch self {
    case .passwordResetRequested: nil
    case .apiKeyCreated(let key), .apiKeyRevoked(let key, _): key.userID
    default: aggregateID
    }
  }

  var occurredAt: Timestamp {
    switch self {
    case .created(let user): user.createdAt
    case .updated(let user), .emailChangeRequested(let user, _), .emailChanged(let user, _): user.updatedAt
    case .apiKeyCreated(let key): key.createdAt
    case .apiKeyRevoked(_, let time), .deleted(_, let time), .passwordResetRequested(_, _, let time): time
    }
  }

  func writeData(to data: inout JSONWriter) {
    switch self {
    case .created(let user), .updated(let user), .deleted(let user, _):
      data.member("id", user.id)
      data.member("email", user.email.description)
      data.member("firstName", user.firstName)
      data.member("lastName", user.lastName)
      data.member("roles", user.roles.map(\.rawValue))
    case .emailChangeRequested(let user, let email):
      data.member("id", user.id)
      data.member("email", email.description)
      data.member("currentEmail", user.email.description)
    case .emailChanged(let user, let previous):
      data.member("id", user.id)
      data.member("email", user.email.description)
      data.member("previousEmail", previous.description)
    case .apiKeyCreated(let key), .apiKeyRevoked(let key, _):
      data.member("id", key.id)
      data.member("userId", key.userID)
      data.member("name", key.name)
      data.member("scopes", key.scopes)
      data.member("expiresAt", key.expiresAt)
    case .passwordResetRequested(let email, _, _):
      data.member("email", email.description)
    }
  }
}
