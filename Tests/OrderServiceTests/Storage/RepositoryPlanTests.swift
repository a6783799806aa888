import Postgres
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// Runs every query of the repository on 100,000 orders until Postgres uses a generic plan, and rejects sequential scans.
@Suite(.needsPostgres, .serialized) struct RepositoryPlanTests {
  static let rows = """
    SET session_replication_role = replica;  -- no look-ups of foreign keys
    INSERT INTO orders (id, user_id, status, total_amount, shipping_address, created_at, updated_at)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ('00000000-0000-7000-9000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
      (ARRAY['pending', 'paid', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded'])[1 + n / 1000 % 7], n % 977,
      'somewhere', now() - n * interval '1 minute', now() - n * interval '1 minute'
    FROM generate_series(1, 100000) AS n;
    INSERT INTO order_items (id, order_id, position, product_id, product_name, quantity, unit_price, subtotal)
    SELECT gen_random_uuid(), id, 1, 'p', 'Thing', 1, total_amount, total_amount FROM orders;
    INSERT INTO deleted_users (user_id, deleted_at) SELECT gen_random_uuid(), now() FROM orders;
    """

  static let order = EntityID("00000000-0000-7000-8000-000000000007")
  static let user = EntityID("00000000-0000-7000-9000-000000000007")

  @Test func noQueryReadsAWholeTable() async throws {
    try await TestHost.run(environment: StatementPlans.settings) { host in
      let database = host.host.database
      try await database.withSession { session in
        try await session.runScript(Self.rows)
        for table in ["VACUUM ANALYZE orders", "VACUUM ANALYZE order_items", "VACUUM ANALYZE deleted_users"] {
          try await session.runScript(table)
        }
      }
      let (order, user) = (try #require(Self.order), try #require(Self.user))
      let orders = PostgresOrders(database: database)
      let plans = StatementPlans(database, tables: ["orders", "order_items", "failed_payments", "deleted_users"])
      let all = try plans.forgotten(in: "services/order/Storage")
      let insertions = all.filter { $0.contains("INSERT INTO orders") }
      #expect(all.count > 10 && !insertions.isEmpty, "nothing has been shown yet")
      for sort in OrderSort.allCases {
        for filter in [
          OrderFilter(), OrderFilter(status: .paid), OrderFilter(userID: user), OrderFilter(userID: user, status: .paid),
          OrderFilter(userID: user, createdFrom: Timestamp.now.advanced(by: .seconds(-86400)), createdBefore: .now),
        ] {
          // The total without a filter scans the table once per list; the page does not.
          try await plans.check("list by \(sort) of \(filter)", wholeTables: filter == OrderFilter() ? 1 : 0) {
            _ = try await orders.list(filter, sort: sort, page: Page(limit: 20))
          }
        }
      }
      try await plans.check("find") { _ = try await orders.find(order) }
      try await plans.check("lock") { _ = try await orders.lock(order) }
      try await plans.check("lockIncludingDeleted") { _ = try await orders.lockIncludingDeleted(order) }
      try await plans.check("save") { if let found = try await orders.find(order) { try await orders.save(found) } }
      try await plans.check("add") { try await orders.add(.sample(of: .make())) }
      try await plans.check("recordDeletedUser") { try await orders.recordDeletedUser(.make(), at: .now) }
      try await plans.check("lockPending") { _ = try await orders.lockPending(ofUser: user) }
      try await plans.check("find ids") { _ = try await orders.find(ids: [order, .make()], owner: nil) }
      try await plans.check("find own ids") { _ = try await orders.find(ids: [order, .make()], owner: user) }
      try await plans.check("newest") { _ = try await orders.newest(ofUsers: [user], matching: OrderFilter(), limitPerUser: 5) }
      try await plans.check("newest paid") {
        _ = try await orders.newest(ofUsers: [user], matching: OrderFilter(status: .paid), limitPerUser: 5)
      }
      try await plans.check("newest of a time") {
        _ = try await orders.newest(ofUsers: [user], matching: OrderFilter(createdFrom: .now, createdBefore: .now), limitPerUser: 5)
      }
      try await plans.check("record") {
        try await orders.record(FailedPayment(paymentID: .make(), orderID: order, reason: "r", occurredAt: .now))
      }
      let forgotten = try plans.forgotten(in: "services/order/Storage")
      #expect(forgotten == [])
    }
  }
}
