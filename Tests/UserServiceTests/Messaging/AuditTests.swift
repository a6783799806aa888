import JSON
import Messaging
import Postgres
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct AuditTests {
  @Test func recordsLoginsAndPasswordsWithTheTotal() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let account = try await service.register()
      _ = try await service.logIn(account.email, "wrong-password")
      _ = try await service.logIn("nobody@example.com")
      _ = try await service.logIn(account.email)
      _ = try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#)
      _ = try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#)
      #expect(
        try await service.audited(account.id, by: admin) == [
          "user.refresh_token_reused", "user.logged_in", "user.login_failed", "user.registered",
        ])
      let page = try await service.send(.get, "/audit-log?limit=1&action=user.login_failed", token: admin)
      #expect(page.data?.count == 1)
      #expect(page.json?["meta"]?["total"]?.int == 2)
      #expect(page.json?["meta"]?["hasMore"]?.bool == true)
      #expect(try await service.send(.get, "/audit-log?action=nonsense", token: admin).status == 400)
    }
  }

  @Test func isFedByTheEventsOfOrdersAndPayments() async throws {
    try await UserServiceFixture.with { service in
      let admin = try await service.adminToken()
      let (order, user) = (EntityID.make(), EntityID.make())
      for name in AuditedPayload.eventNames {
        let data = #"{"orderId":"\#(order)","totalAmount":999.99,"from":"pending","to":"paid","actor":"payment-service"}"#
        try await service.app.auditConsumer.handle(EventEnvelope(body: eventBody(name, data: data, aggregateID: order, userID: user)))
      }
      let entries = try await service.send(.get, "/audit-log?subjectId=\(order)", token: admin)
      #expect(entries.json?["meta"]?["total"]?.int == 6)
      let entry = entries.data?.elements.first { $0["action"]?.string == "order.status_changed" }
      #expect(entry?["detail"]?["totalAmount"]?.string == "999.99")
      #expect(entry?["actorId"]?.isNull == true, "a service is no account")
    }
  }

  @Test(arguments: ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"])
  func theDatabaseRejectsChanges(_ statement: String) async throws {
    try await UserServiceFixture.with { service in
      _ = try await service.register()
      await #expect(throws: PostgresError.self) {
        try await service.host.database.withSession { try await $0.runScript(statement) }
      }
      #expect(try await service.host.database.query("SELECT count(*) AS n FROM audit_log").first?.get("n", as: Int.self) == 1)
    }
  }
}
