import Postgres
import SharedKernel

/// The projection of the orders, in the table `known_orders`.
struct PostgresOrderProjections: OrderProjectionRepository {
  let database: PostgresClient

  @discardableResult func saveIfNewer(_ order: OrderProjection) async throws -> Bool {
    let updated = try await database.execute(
      """
      INSERT INTO known_orders (id, user_id, amount, status, sequence)
      VALUES (\(order.id), \(order.userID), \(order.amount), \(order.status), \(order.sequence))
      ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, status = excluded.status, sequence = excluded.sequence
      WHERE known_orders.sequence < excluded.sequence
      """)
    return updated == 1
  }

  func find(_ id: EntityID) async throws -> OrderProjection? {
    let rows = try await database.read("SELECT \(sql: Self.columns) FROM known_orders WHERE id = \(id)")
    return try Self.order(rows)
  }

  func lockShared(_ id: EntityID) async throws -> OrderProjection? {
    let rows = try await database.query("SELECT \(sql: Self.columns) FROM known_orders WHERE id = \(id) FOR SHARE")
    return try Self.order(rows)
  }

  private static let columns: SQL = "id, user_id, amount, status, sequence"

  private static func order(_ rows: PostgresRows) throws(PostgresError) -> OrderProjection? {
    try rows.first.map { row throws(PostgresError) in
      OrderProjection(
        id: try row.get("id"), userID: try row.get("user_id"), amount: try row.get("amount"), status: try row.get("status"),
        sequence: try row.get("sequence"))
    }
  }
}
