import HTTPCore
import Postgres
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService
@testable import ServiceKit
@testable import ServiceStorage

/// Runs every query of the repositories on 100,000 payments until Postgres uses a generic plan, and rejects
/// sequential scans.
@Suite(.needsPostgres, .serialized) struct RepositoryPlanTests {
  static let rows = """
    SET session_replication_role = replica;  -- no look-ups of foreign keys
    INSERT INTO known_orders (id, user_id, amount, status, sequence)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ('00000000-0000-7000-9000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
      1 + n % 977, 'pending', n FROM generate_series(1, 100000) AS n;
    INSERT INTO payments (id, order_id, user_id, amount, method, token, status, failure_reason, processing_since, created_at, updated_at)
    SELECT id, id, user_id, amount, 'card', CASE WHEN kind IN ('pending', 'processing') THEN 't' END, kind,
      CASE kind WHEN 'failed' THEN 'no' END, CASE kind WHEN 'processing' THEN now() END,
      now() - sequence * interval '1 minute', now() - sequence * interval '1 minute'
    FROM (SELECT *, CASE WHEN sequence % 1000 = 0 THEN 'processing' ELSE
      (ARRAY['pending', 'success', 'failed'])[1 + sequence / 1000 % 3] END AS kind FROM known_orders) AS o;
    INSERT INTO refunds (id, payment_id, amount, status, idempotency_key, created_at, due_at)
    SELECT gen_random_uuid(), id, 1, 'success', 'k', now(), now() FROM payments;
    INSERT INTO idempotency_keys (scope, route, key, request_hash, status, body, work_id)
    SELECT user_id, 'r', id, 'h', CASE WHEN status <> 'processing' THEN 200 END, '{}', id FROM payments;
    """

  static let tables = ["payments", "refunds", "known_orders", "idempotency_keys"]
  static let key = EntityID("00000000-0000-7000-8000-000000000007")
  static let user = EntityID("00000000-0000-7000-9000-000000000007")

  @Test func noQueryReadsAWholeTable() async throws {
    try await TestHost.run(environment: StatementPlans.settings) { host in
      let database = host.host.database
      try await database.withSession { session in
        try await session.runScript(Self.rows)
        for table in Self.tables { try await session.runScript("VACUUM ANALYZE \(table)") }
      }
      let (key, user) = (try #require(Self.key), try #require(Self.user))
      let payments = PostgresPayments(database: database)
      let orders = PostgresOrderProjections(database: database)
      let plans = StatementPlans(database, tables: Self.tables)
      for sort in PaymentSort.allCases {
        for filter in [
          PaymentFilter(), PaymentFilter(status: .success), PaymentFilter(userID: user), PaymentFilter(userID: user, status: .success),
        ] {
          // The total without a filter scans the table once per list; the page does not.
          try await plans.check("list by \(sort) of \(filter)", wholeTables: filter == PaymentFilter() ? 1 : 0) {
            _ = try await payments.list(filter, sort: sort, page: Page(limit: 20))
          }
        }
      }
      try await plans.check("find") { _ = try await payments.find(key) as Payment? }
      try await plans.check("lock") { _ = try await payments.lock(key) }
      try await plans.check("lockLive") { _ = try await payments.lockLive(ofOrder: key) }
      try await plans.check("save") { if let found = try await payments.find(key) as Payment? { try await payments.save(found) } }
      try await plans.check("add") {
        let order = OrderProjection(id: .make(), userID: user, amount: Money(hundredths: 100), status: "pending", sequence: 1)
        _ = try await orders.saveIfNewer(order)
        try await payments.add(Payment(of: order, method: .card, token: "t", at: .now))
      }
      try await plans.check("add and save a refund") {
        let refund = Refund(
          id: .make(), paymentID: key, amount: Money(hundredths: 100), status: .processing, idempotencyKey: nil, createdAt: .now,
          dueAt: .now)
        try await payments.add(refund)
        try await payments.save(refund)
      }
      try await plans.check("find ids") { _ = try await payments.find(ids: [key, .make()], owner: user) }
      try await plans.check("current") { _ = try await payments.current(ofOrders: [key, .make()], owner: nil) }
      try await plans.check("lockRefund") { _ = try await payments.lockRefund(key) }
      try await plans.check("refund by key") { _ = try await payments.refund(ofPayment: key, idempotencyKey: "k") }
      try await plans.check("interrupted") { _ = try await payments.lockInterrupted(before: .now, limit: 20) }
      try await plans.check("due refunds") { _ = try await payments.dueRefunds(at: .now, limit: 20) }
      try await plans.check("find order") { _ = try await orders.find(key) as OrderProjection? }
      try await plans.check("hold order") { _ = try await orders.lockShared(key) }
      try await plans.check("save if newer") {
        _ = try await orders.saveIfNewer(OrderProjection(id: key, userID: user, amount: .zero, status: "pending", sequence: 200_000))
      }
      let forgotten = try plans.forgotten(in: "services/payment/Storage")
      #expect(forgotten == [])

      let context = RequestContext(
        request: HTTPRequest(method: .post, target: "/", headers: ["Idempotency-Key": "the-key"]), routeName: "POST /",
        query: try QueryParameters(nil), logger: host.host.logger)
      try await plans.check("reserve a key, repeat and respond") {
        _ = try await host.host.idempotency.begin(context) { (work: key, value: 0) }
        try await host.host.idempotency.respond(to: key, with: HTTPResponse(body: Array("{}".utf8)))
      }
      let others = ["IdempotencyStore.swift", "StandardJobs.swift", "Migrator.swift", "ScheduledJob.swift"]
      let pending = try plans.forgotten(in: "Sources/ServiceStorage", but: others)
      #expect(pending == [])
    }
  }
}
