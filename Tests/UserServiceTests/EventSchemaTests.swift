import JSON
import Messaging
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// What this service writes, and what it reads, against schema/events.
@Suite struct EventSchemaTests {
  static let events: [DomainEvent] = {
    let email = EmailAddress(stored: "user@example.com")
    var user = User.register(email: email, firstName: "John", lastName: "Doe", now: .now)
    user.roles = Role.allCases
    return [
      UserEvents.created(user), UserEvents.updated(user), UserEvents.deleted(user, at: .now), UserEvents.passwordResetRequested(email),
    ]
  }()

  @Test(arguments: events) func whatIsWrittenIsAsDescribed(event: DomainEvent) throws {
    let data = try JSONDocument(parsing: event.data).root
    #expect(try EventSchema(event.type.rawValue).faults(inData: data) == [])
  }

  @Test func everyTypeOfThisServiceIsShown() {
    #expect(Set(Self.events.map(\.type)) == Set(EventType.allCases.filter { $0.rawValue.hasPrefix("user.") }))
  }

  @Test(.needsPostgres, .needsRedis, arguments: EventSubscription.userMail.eventTypes)
  func everyExampleThatMailIsMadeOfIsUnderstood(type: EventType) async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register("user")
      #expect(account.email == "user@example.com", "the address of the examples")
      for example in try EventSchema(type.rawValue).examples {
        try await service.host.database.perform { try await service.app.mailConsumer.handle(IncomingEvent(body: Array(example.raw))) }
      }
      let isReset = type == .passwordResetRequested
      let letter = try await service.mailedToken(to: account.email, "Set a new password")
      #expect((letter != nil) == isReset)
    }
  }

  @Test(.needsPostgres, .needsRedis) func everyExampleIsWrittenDown() async throws {
    try await UserServiceFixture.with { service in
      var count = 0
      for type in EventSubscription.userAudit.eventTypes {
        for example in try EventSchema(type.rawValue).examples {
          try await service.app.auditConsumer.handle(IncomingEvent(body: Array(example.raw)))
          count += 1
        }
      }
      let total = try await service.host.database.query("SELECT count(*) AS n FROM audit_log").first?.get("n", as: Int.self)
      #expect(total == count && count >= EventSubscription.userAudit.eventTypes.count)
    }
  }
}
