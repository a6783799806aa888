import JSON
import ServiceKit
import SharedKernel

/// The domain events of accounts.
enum UserEvents {
  static func created(_ user: User) -> DomainEvent { event(.userCreated, user, at: user.createdAt) }

  static func updated(_ user: User) -> DomainEvent { event(.userUpdated, user, at: user.updatedAt) }

  static func deleted(_ user: User, at time: Timestamp) -> DomainEvent { event(.userDeleted, user, at: time) }

  /// Contains only the address, because it is not known yet whether an account has it.
  static func passwordResetRequested(_ email: EmailAddress) -> DomainEvent {
    var writer = JSONWriter(capacity: 128)
    writer.object { $0.member("email", email.description) }
    return DomainEvent(type: .passwordResetRequested, aggregateID: .make(), userID: nil, data: writer.bytes)
  }

  private static func event(_ type: EventType, _ user: User, at time: Timestamp) -> DomainEvent {
    var writer = JSONWriter(capacity: 256)
    writer.object { data in
      data.member("id", user.id)
      data.member("email", user.email.description)
      data.member("firstName", user.firstName)
      data.member("lastName", user.lastName)
      data.member("roles", user.roles.map(\.rawValue))
    }
    return DomainEvent(type: type, aggregateID: user.id, userID: user.id, occurredAt: time, data: writer.bytes)
  }
}
