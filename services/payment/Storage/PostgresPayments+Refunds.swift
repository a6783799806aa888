import Postgres
import SharedKernel

extension PostgresPayments {
  func add(_ refund: Refund) async throws {
    _ = try await database.execute(
      """
      INSERT INTO refunds (id, payment_id, amount, status, idempotency_key, created_at, due_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        refund.id, refund.paymentID, refund.amount, refund.status.rawValue, refund.idempotencyKey, refund.createdAt,
        refund.dueAt,
      ])
  }

  func save(_ refund: Refund) async throws {
    _ = try await database.execute("UPDATE refunds SET status = $2 WHERE id = $1", [refund.id, refund.status.rawValue])
  }

  func lockRefund(_ id: EntityID) async throws -> Refund? {
    let rows = try await database.query("SELECT " + Self.refundColumns + " FROM refunds WHERE id = $1 FOR UPDATE", [id])
    return try Self.refunds(rows).first
  }

  func refund(ofPayment paymentID: EntityID, idempotencyKey: String) async throws -> Refund? {
    let rows = try await database.query(
      "SELECT " + Self.refundColumns + " FROM refunds WHERE payment_id = $1 AND idempotency_key = $2",
      [paymentID, idempotencyKey])
    return try Self.refunds(rows).first
  }

  func dueRefunds(at moment: Timestamp, limit: Int) async throws -> [Refund] {
    let rows = try await database.query(
      "SELECT " + Self.refundColumns
        + " FROM refunds WHERE status = 'processing' AND due_at <= $1 ORDER BY due_at LIMIT $2",
      [moment, limit])
    return try Self.refunds(rows)
  }

  private static let refundColumns: SQL = "id, payment_id, amount, status, idempotency_key, created_at, due_at"

  private static func refunds(_ rows: PostgresRows) throws(PostgresError) -> [Refund] {
    try rows.map { row throws(PostgresError) in
      guard let status = Refund.Status(rawValue: try row.get("status")) else {
        throw PostgresError(.unexpectedValue(column: "status"))
      }
      return Refund(
        id: try row.get("id"), paymentID: try row.get("payment_id"), amount: try row.get("amount"), status: status,
        idempotencyKey: try row.get("idempotency_key"), createdAt: try row.get("created_at"),
        dueAt: try row.get("due_at"))
    }
  }
}
