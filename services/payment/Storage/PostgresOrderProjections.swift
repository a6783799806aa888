import Postgres
import SharedKernel

/// The orders that this service has learnt of, in Postgres.
struct PostgresOrderProjections: OrderProjectionRepository {
  let database: PostgresClient

  @discardableResult func project(_ order: OrderProjection) async throws -> Bool {
    try await database.execute(
      """
      INSERT INTO known_orders (id, user_id, amount, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, status = excluded.status, sequence = excluded.sequence
      WHERE known_orders.sequence < excluded.sequence
      """,
      [order.id, order.userID, order.amount, order.status, order.sequence]) == 1
  }

  func find(_ id: EntityID) async throws -> OrderProjection? {
    try Self.order(await database.read("SELECT " + Self.columns + " FROM known_orders WHERE id = $1", [id]))
  }

  func lockShared(_ id: EntityID) async throws -> OrderProjection? {
    try Self.order(await database.query("SELECT " + Self.columns + " FROM known_orders WHERE id = $1 FOR SHARE", [id]))
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
