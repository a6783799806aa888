import JSON
import Messaging
import SharedKernel
import TestSupport
import Testing

@testable import UserService

/// Checks the events that this service publishes and consumes against `schema/events`.
@Suite struct EventSchemaTests {
  static let events: [UserEvent] = {
    let email = EmailAddress(stored: "user@example.com")
    var user = User.register(email: email, firstName: "John", lastName: "Doe", now: .now)
    user.roles = Role.allCases
    let key = APIKey(
      id: .make(), userID: user.id, name: "warehouse", prefix: "trk_abcdef", scopes: ["order.order.read"], createdAt: .now, expiresAt: .now)
    return [
      .apiKeyCreated(key), .apiKeyRevoked(key, at: .now), .created(user), .updated(user), .deleted(user, at: .now),
      .emailChangeRequested(user, email), .emailChanged(user, previous: email),
      .passwordResetRequested(email, requestID: .make(), at: .now),
    ]
  }()

  @Test(arguments: events) func eventsMatchTheirSchema(event: UserEvent) throws {
    let data = try JSONDocument(parsing: event.data).root
    #expect(try EventSchema(event.eventName).faults(inData: data) == [])
  }

  @Test func everySchemaOfThisServiceHasAnEvent() throws {
    #expect(try Set(Self.events.map(\.eventName)) == Set(EventSchema.types().filter { $0.hasPrefix("user.") }))
  }

  @Test(.needsPostgres, .needsRedis, arguments: MailPayload.eventNames)
  func readsEveryExampleThatLeadsToMail(name: String) async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register("user")
      #expect(account.email == "user@example.com", "the address of the examples")
      for example in try EventSchema(name).examples {
        try await service.host.database.perform { try await service.app.mailConsumer.handle(EventEnvelope(body: Array(example.raw))) }
      }
      let isReset = name == "user.password_reset_requested"
      let mail = try await service.mailedToken(to: account.email, "Set a new password")
      #expect((mail != nil) == isReset)
    }
  }

  @Test(.needsPostgres, .needsRedis) func everyExampleIsAudited() async throws {
    try await UserServiceFixture.with { service in
      var count = 0
      for name in AuditedPayload.eventNames {
        for example in try EventSchema(name).examples {
          try await service.app.auditConsumer.handle(EventEnvelope(body: Array(example.raw)))
          count += 1
        }
      }
      let total = try await service.host.database.query("SELECT count(*) AS n FROM audit_log").first?.get("n", as: Int.self)
      #expect(total == count && count >= AuditedPayload.eventNames.count)
    }
  }
}
