import HTTPCore
import Postgres
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import Messaging
@testable import OrderService
@testable import ServiceKit
@testable import ServiceStorage

/// The shared statements of outbox, inbox and idempotency keys do not scan tables of 100,000 rows sequentially.
@Suite(.needsPostgres, .serialized) struct SharedStatementPlanTests {
  static let rows = """
    INSERT INTO outbox (event_id, event_type, source, aggregate_id, occurred_at, data, published_at)
    SELECT gen_random_uuid(), 'order.created', 'order-service', gen_random_uuid(), now(), '{}',
      CASE WHEN n % 2000 > 0 THEN now() - interval '169 hours' + n * interval '1 minute' END
    FROM generate_series(1, 100000) AS n;
    INSERT INTO inbox (consumer, event_id, processed_at)
    SELECT 'order.payments', event_id, now() - interval '721 hours' + id * interval '1 minute' FROM outbox;
    INSERT INTO idempotency_keys (scope, route, key, request_hash, status, body, created_at)
    SELECT 's', 'r', 'k' || id, 'h', 200, '{}', now() - interval '25 hours' + id * interval '1 minute' FROM outbox;
    """
  static let tables = ["outbox", "inbox", "idempotency_keys"]

  @Test func noStatementReadsAWholeTable() async throws {
    try await TestHost.run(environment: StatementPlans.settings) { host in
      let database = host.host.database
      try await database.withSession { session in
        try await session.runScript(Self.rows)
        for table in Self.tables { try await session.runScript("VACUUM ANALYZE \(table)") }
      }
      let plans = StatementPlans(database, tables: Self.tables)
      let outbox = Outbox(database: database, source: "order-service")
      try await plans.check("append") {
        try await outbox.append(OrderEvent.created(.sample(of: .make())))
      }
      try await plans.check("unpublished") { _ = try await database.query(OutboxRelay.selectUnpublished(limit: 200)) }
      try await plans.check("backlog") { _ = try await database.query(OutboxBacklog.select) }
      try await plans.check("mark") { try await database.execute(OutboxRelay.markPublished([2000, 4000])) }
      try await plans.check("inbox") { try await database.execute(Inbox.insert(.make(), consumer: "order.payments")) }

      let context = RequestContext(
        request: HTTPRequest(method: .post, target: "/", headers: ["Idempotency-Key": "the-key"]), routeName: "POST /",
        query: try QueryParameters(nil), logger: host.host.logger)
      try await plans.check("first answer and repetition") {
        for _ in 1...2 { _ = try await host.host.idempotency.run(context) { HTTPResponse(body: Array("{}".utf8)) } }
      }
      for job in StandardJobs.all { try await plans.check(job.name) { _ = try await job.runOnce(on: database) } }

      let messaging = try plans.forgotten(in: "Sources/Messaging")
      #expect(messaging == [])
      // The migrator reads its own small table. The payment service alone has keys of pending work, and tests their statements.
      let kit = try plans.forgotten(in: "Sources/ServiceStorage", but: ["Migrator.swift", "PendingWork.swift"])
      #expect(kit == [])
    }
  }
}
