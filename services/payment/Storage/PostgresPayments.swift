import Postgres
import SharedKernel

/// Payments in Postgres.
struct PostgresPayments: PaymentRepository {
  let database: PostgresClient

  func add(_ payment: Payment) async throws {
    do {
      _ = try await database.execute(
        """
        INSERT INTO payments (id, order_id, user_id, amount, method, token, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        [
          payment.id, payment.orderID, payment.userID, payment.amount, payment.method.rawValue, payment.token,
          payment.status.rawValue, payment.createdAt, payment.updatedAt,
        ])
    } catch  where error.code == .uniqueViolation(constraint: "one_live_payment_per_order") {
      throw PaymentError.livePaymentExists
    }
  }

  func save(_ payment: Payment) async throws {
    _ = try await database.execute(
      """
      UPDATE payments SET status = $2, token = $3, refunded_amount = $4, refunding_amount = $5, failure_reason = $6,
        processing_since = $7, updated_at = $8
      WHERE id = $1
      """,
      [
        payment.id, payment.status.rawValue, payment.token, payment.refundedAmount, payment.refundingAmount,
        payment.failureReason, payment.processingSince, payment.updatedAt,
      ])
  }

  func find(_ id: EntityID) async throws -> Payment? {
    let rows = try await database.read("SELECT " + Self.columns + " FROM payments WHERE id = $1", [id])
    return try Self.payments(rows).first
  }

  func lock(_ id: EntityID) async throws -> Payment? {
    let rows = try await database.query("SELECT " + Self.columns + " FROM payments WHERE id = $1 FOR UPDATE", [id])
    return try Self.payments(rows).first
  }

  func lockLive(ofOrder orderID: EntityID) async throws -> Payment? {
    let rows = try await database.query(
      "SELECT " + Self.columns + " FROM payments WHERE order_id = $1 AND status <> 'failed' FOR UPDATE", [orderID])
    return try Self.payments(rows).first
  }

  func lockInterrupted(before moment: Timestamp, limit: Int) async throws -> [Payment] {
    let rows = try await database.query(
      "SELECT " + Self.columns + """
         FROM payments WHERE status = 'processing' AND processing_since <= $1
        ORDER BY processing_since LIMIT $2 FOR UPDATE SKIP LOCKED
        """,
      [moment, limit])
    return try Self.payments(rows)
  }
}
