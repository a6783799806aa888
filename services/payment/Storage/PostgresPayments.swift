import Postgres
import SharedKernel

/// Payments and their refunds in Postgres.
struct PostgresPayments: PaymentRepository {
  let database: PostgresClient

  func add(_ payment: Payment) async throws {
    do {
      try await insert(payment)
    } catch  where error.code == .uniqueViolation(constraint: "one_live_payment_per_order") {
      throw PaymentError.livePaymentExists
    }
  }

  private func insert(_ payment: Payment) async throws(PostgresError) {
    try await database.execute(
      """
      INSERT INTO payments (id, order_id, user_id, amount, method, token, status, created_at, updated_at)
      VALUES (\(payment.id), \(payment.orderID), \(payment.userID), \(payment.amount), \(payment.method.rawValue), \(payment.token),
        \(payment.status.rawValue), \(payment.createdAt), \(payment.updatedAt))
      """)
  }

  func save(_ payment: Payment) async throws {
    _ = try await database.execute(
      """
      UPDATE payments SET status = \(payment.status.rawValue), token = \(payment.token), refunded_amount = \(payment.refundedAmount),
        refunding_amount = \(payment.refundingAmount), failure_reason = \(payment.failureReason),
        processing_since = \(payment.processingSince), updated_at = \(payment.updatedAt)
      WHERE id = \(payment.id)
      """)
  }

  func find(_ id: EntityID) async throws -> Payment? {
    let rows = try await database.read("SELECT \(sql: Self.columns) FROM payments WHERE id = \(id)")
    return try Self.payments(rows).first
  }

  func lock(_ id: EntityID) async throws -> Payment? {
    let rows = try await database.query("SELECT \(sql: Self.columns) FROM payments WHERE id = \(id) FOR UPDATE")
    return try Self.payments(rows).first
  }

  func lockLive(ofOrder orderID: EntityID) async throws -> Payment? {
    let rows = try await database.query(
      "SELECT \(sql: Self.columns) FROM payments WHERE order_id = \(orderID) AND status <> 'failed' FOR UPDATE")
    return try Self.payments(rows).first
  }

  func lockInterrupted(before moment: Timestamp, limit: Int) async throws -> [Payment] {
    let rows = try await database.query(
      """
      SELECT \(sql: Self.columns) FROM payments WHERE status = 'processing' AND processing_since <= \(moment)
      ORDER BY processing_since LIMIT \(limit) FOR UPDATE SKIP LOCKED
      """)
    return try Self.payments(rows)
  }

  // MARK: lists

  func list(_ filter: PaymentFilter, sort: PaymentSort, page: Page) async throws -> PagedList<Payment> {
    // One statement for page and total, so that both see the same state. Past the last page it returns one row with the total alone.
    let rows = try await database.query(
      """
      WITH matching AS NOT MATERIALIZED (SELECT * FROM payments WHERE true\(sql: filter.conditions))
      SELECT everything.total, page.* FROM (SELECT count(*) AS total FROM matching) everything
      LEFT JOIN LATERAL (
        SELECT \(sql: Self.columns) FROM matching ORDER BY \(sql: sort.columns) LIMIT \(page.limit) OFFSET \(page.offset)) page ON true
      ORDER BY \(sql: sort.columns)
      """)
    guard let first = rows.first else { return PagedList(items: [], total: 0, page: page) }
    let firstID: EntityID? = try first.get("id")
    return PagedList(items: firstID == nil ? [] : try Self.payments(rows), total: try first.get("total"), page: page)
  }

  func find(ids: [EntityID], owner: EntityID?) async throws -> [Payment] {
    let rows = try await database.read(
      """
      SELECT \(sql: Self.columns) FROM payments JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position) ON wanted_id = id
      WHERE \(owner)::uuid IS NULL OR user_id = \(owner)
      ORDER BY position
      """)
    return try Self.payments(rows)
  }

  func current(ofOrders orderIDs: [EntityID], owner: EntityID?) async throws -> [Payment] {
    let rows = try await database.query(
      """
      SELECT current.* FROM unnest(\(orderIDs)::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position)
      CROSS JOIN LATERAL (
        SELECT \(sql: Self.columns) FROM payments WHERE order_id = wanted_id AND (\(owner)::uuid IS NULL OR user_id = \(owner))
        ORDER BY status = 'failed', created_at DESC, id DESC LIMIT 1) current
      ORDER BY position
      """)
    return try Self.payments(rows)
  }

  // MARK: refunds

  func add(_ refund: Refund) async throws {
    _ = try await database.execute(
      """
      INSERT INTO refunds (id, payment_id, amount, status, idempotency_key, created_at, due_at)
      VALUES (\(refund.id), \(refund.paymentID), \(refund.amount), \(refund.status.rawValue), \(refund.idempotencyKey), \(refund.createdAt),
        \(refund.dueAt))
      """)
  }

  func save(_ refund: Refund) async throws {
    _ = try await database.execute("UPDATE refunds SET status = \(refund.status.rawValue) WHERE id = \(refund.id)")
  }

  func lockRefund(_ id: EntityID) async throws -> Refund? {
    let rows = try await database.query("SELECT \(sql: Self.refundColumns) FROM refunds WHERE id = \(id) FOR UPDATE")
    return try Self.refunds(rows).first
  }

  func refund(ofPayment paymentID: EntityID, idempotencyKey: String) async throws -> Refund? {
    let rows = try await database.query(
      "SELECT \(sql: Self.refundColumns) FROM refunds WHERE payment_id = \(paymentID) AND idempotency_key = \(idempotencyKey)")
    return try Self.refunds(rows).first
  }

  func dueRefunds(at moment: Timestamp, limit: Int) async throws -> [Refund] {
    let rows = try await database.query(
      """
      SELECT \(sql: Self.refundColumns) FROM refunds WHERE status = 'processing' AND due_at <= \(moment) ORDER BY due_at LIMIT \(limit)
      """)
    return try Self.refunds(rows)
  }

  // MARK: rows

  /// The columns of `payments` that `Payment` is read from.
  private static let columns: SQL =
    """
    id, order_id, user_id, amount, method, token, status, refunded_amount, refunding_amount, failure_reason, \
    processing_since, created_at, updated_at
    """

  private static let refundColumns: SQL = "id, payment_id, amount, status, idempotency_key, created_at, due_at"

  private static func payments(_ rows: PostgresRows) throws(PostgresError) -> [Payment] {
    try rows.map { row throws(PostgresError) in try Payment(row) }
  }

  private static func refunds(_ rows: PostgresRows) throws(PostgresError) -> [Refund] {
    try rows.map { row throws(PostgresError) in try Refund(row) }
  }
}

extension PaymentFilter {
  /// One condition for each filter that is set. Each set of filters has its own text, and so its own plan: the plan for an administrator's list
  /// of everything is wrong for the list of one customer.
  fileprivate var conditions: SQL {
    var conditions: SQL = ""
    if let userID { conditions += " AND user_id = \(userID)" }
    if let status { conditions += " AND status = \(status.rawValue)" }
    return conditions
  }
}

extension PaymentSort {
  /// The ORDER BY list. The id makes the order total, so that pages never overlap.
  fileprivate var columns: SQL {
    switch self {
    case .newest: "created_at DESC, id DESC"
    case .oldest: "created_at, id"
    case .latestChange: "updated_at DESC, id DESC"
    case .earliestChange: "updated_at, id"
    case .highestAmount: "amount DESC, id DESC"
    case .lowestAmount: "amount, id"
    }
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

extension Refund {
  fileprivate init(_ row: PostgresRow) throws(PostgresError) {
    guard let status = Status(rawValue: try row.get("status")) else { throw PostgresError(.unexpectedValue(column: "status")) }
    self.init(
      id: try row.get("id"), paymentID: try row.get("payment_id"), amount: try row.get("amount"), status: status,
      idempotencyKey: try row.get("idempotency_key"), createdAt: try row.get("created_at"), dueAt: try row.get("due_at"))
  }
}
