import Postgres
import SharedKernel

extension PostgresPayments {
  /// The columns of `payments` that a payment is made of.
  static let columns: SQL =
    """
    id, order_id, user_id, amount, method, token, status, refunded_amount, refunding_amount, failure_reason, \
    processing_since, created_at, updated_at
    """

  /// The payments that these rows hold, in their order.
  static func payments(_ rows: PostgresRows) throws(PostgresError) -> [Payment] {
    try rows.map { row throws(PostgresError) in try Payment(row) }
  }
}

extension Payment {
  fileprivate init(_ row: PostgresRow) throws(PostgresError) {
    guard let status = PaymentStatus(rawValue: try row.get("status")) else {
      throw PostgresError(.unexpectedValue(column: "status"))
    }
    guard let method = PaymentMethod(rawValue: try row.get("method")) else {
      throw PostgresError(.unexpectedValue(column: "method"))
    }
    self.init(
      id: try row.get("id"), orderID: try row.get("order_id"), userID: try row.get("user_id"),
      amount: try row.get("amount"), method: method, token: try row.get("token"), status: status,
      refundedAmount: try row.get("refunded_amount"), refundingAmount: try row.get("refunding_amount"),
      failureReason: try row.get("failure_reason"), processingSince: try row.get("processing_since"),
      createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"))
  }
}
