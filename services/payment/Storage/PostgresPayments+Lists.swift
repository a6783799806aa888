import Postgres
import SharedKernel

extension PostgresPayments {
  func list(_ filter: PaymentFilter, sort: PaymentSort, page: Page) async throws -> PagedList<Payment> {
    // One statement for page and total, so that both are of one moment; past the end it gives one row with the total alone.
    let rows = try await database.query(
      """
      WITH matching AS NOT MATERIALIZED (SELECT * FROM payments WHERE
      """ + " " + filter.conditions + """
        )
        SELECT everything.total, page.* FROM (SELECT count(*) AS total FROM matching) everything
        LEFT JOIN LATERAL (SELECT
        """ + " " + Self.columns + " FROM matching ORDER BY " + sort.clause + " LIMIT $3 OFFSET $4) page ON true ORDER BY "
        + sort.clause,
      [filter.userID, filter.status?.rawValue, page.limit, page.offset])
    guard let first = rows.first else { return PagedList(items: [], total: 0, page: page) }
    let firstID: EntityID? = try first.get("id")
    return PagedList(items: firstID == nil ? [] : try Self.payments(rows), total: try first.get("total"), page: page)
  }

  func find(ids: [EntityID], owner: EntityID?) async throws -> [Payment] {
    let rows = try await database.read(
      "SELECT " + Self.columns + """
         FROM payments JOIN unnest($1::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position) ON wanted_id = id
        WHERE $2::uuid IS NULL OR user_id = $2
        ORDER BY position
        """,
      [ids, owner])
    return try Self.payments(rows)
  }

  func current(ofOrders orderIDs: [EntityID], owner: EntityID?) async throws -> [Payment] {
    let rows = try await database.query(
      """
      SELECT current.* FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position)
      CROSS JOIN LATERAL (SELECT
      """ + " " + Self.columns + """
           FROM payments
          WHERE order_id = wanted_id AND ($2::uuid IS NULL OR user_id = $2)
          ORDER BY status = 'failed', created_at DESC, id DESC LIMIT 1) current
        ORDER BY position
        """,
      [orderIDs, owner])
    return try Self.payments(rows)
  }
}

extension PaymentFilter {
  /// The conditions on $1 and $2. Each set of filters has a text of its own: one text for all would share one prepared plan, and the plan
  /// for an administrator's list of everything is the wrong one for a customer's own.
  fileprivate var conditions: SQL {
    (userID == nil ? "$1::uuid IS NULL" : "user_id = $1") + (status == nil ? " AND $2::text IS NULL" : " AND status = $2")
  }
}

extension PaymentSort {
  /// The ORDER BY list; the id makes the order total, so that pages never overlap.
  fileprivate var clause: SQL {
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
