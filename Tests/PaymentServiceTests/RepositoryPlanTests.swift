import Postgres
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// Runs every query of the repositories on 100,000 payments, often enough for Postgres to settle on a generic plan, and refuses
/// sequential scans.
@Suite(.needsPostgres, .serialized) struct RepositoryPlanTests {
  static let rows = """
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
    """

  static let key = EntityID("00000000-0000-7000-8000-000000000007")
  static let user = EntityID("00000000-0000-7000-9000-000000000007")

  @Test func noQueryReadsAWholeTable() async throws {
    try await TestHost.run { host in
      let database = host.host.database
      try await database.withSession { session in
        try await session.runScript(Self.rows)
        for table in ["VACUUM ANALYZE payments", "VACUUM ANALYZE refunds", "VACUUM ANALYZE known_orders"] {
          try await session.runScript(table)
        }
      }
      let (key, user) = (try #require(Self.key), try #require(Self.user))
      let payments = PostgresPayments(database: database)
      let orders = PostgresKnownOrders(database: database)
      func check(_ name: String, allowed: Int = 0, _ query: @escaping @Sendable () async throws -> Void) async throws {
        let before = try await Self.scans(database)
        for _ in 1...8 {
          try await database.perform {
            try await query()
            _ = try await database.query("SELECT pg_stat_force_next_flush()")
          }
        }
        #expect(try await Self.scans(database) <= before + 8 * allowed, "\(name) reads a whole table")
      }
      for sort in PaymentSort.allCases {
        for filter in [
          PaymentFilter(), PaymentFilter(status: .success), PaymentFilter(userID: user), PaymentFilter(userID: user, status: .success),
        ] {
          // The true total of everything counts everything, once a list; its page does not.
          try await check("list by \(sort) of \(filter)", allowed: filter == PaymentFilter() ? 1 : 0) {
            _ = try await payments.list(filter, sort: sort, page: Page(limit: 20))
          }
        }
      }
      try await check("find") { _ = try await payments.find(key) as Payment? }
      try await check("lock") { _ = try await payments.lock(key) }
      try await check("lockLive") { _ = try await payments.lockLive(ofOrder: key) }
      try await check("save") { if let found = try await payments.find(key) as Payment? { try await payments.save(found) } }
      try await check("find ids") { _ = try await payments.find(ids: [key, .make()], owner: user) }
      try await check("current") { _ = try await payments.current(ofOrders: [key, .make()], owner: nil) }
      try await check("lockRefund") { _ = try await payments.lockRefund(key) }
      try await check("refund by key") { _ = try await payments.refund(ofPayment: key, idempotencyKey: "k") }
      try await check("interrupted") { _ = try await payments.lockInterrupted(before: .now, limit: 20) }
      try await check("due refunds") { _ = try await payments.dueRefunds(at: .now, limit: 20) }
      try await check("find order") { _ = try await orders.find(key) as KnownOrder? }
      try await check("hold order") { _ = try await orders.hold(key) }
      try await check("learn") {
        _ = try await orders.learn(KnownOrder(id: key, userID: user, amount: .zero, status: "pending", sequence: 200_000))
      }
    }
  }

  static func scans(_ database: PostgresClient) async throws -> Int {
    try await database.query(
      "SELECT sum(seq_scan)::int AS n FROM pg_stat_user_tables WHERE relname IN ('payments', 'refunds', 'known_orders')")[0].get("n")
  }
}
