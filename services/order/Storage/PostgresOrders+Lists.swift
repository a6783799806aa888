import Postgres
import SharedKernel

extension PostgresOrders {
  func list(_ filter: OrderFilter, sort: OrderSort, page: Page) async throws -> PagedList<Order> {
    // One statement for page and total, so that both are of one moment; past the end it gives one row with the total alone.
    let rows = try await database.query(
      """
      WITH matching AS NOT MATERIALIZED (SELECT * FROM orders WHERE deleted_at IS NULL AND
      """ + " " + filter.conditions + """
        )
        SELECT everything.total, page.* FROM (SELECT count(*) AS total FROM matching) everything
        LEFT JOIN LATERAL (SELECT
        """ + " " + Self.columns + " FROM matching ORDER BY " + sort.clause + " LIMIT $5 OFFSET $6) page ON true ORDER BY "
        + sort.clause,
      [filter.userID, filter.status?.rawValue, filter.createdFrom, filter.createdBefore, page.limit, page.offset])
    guard let first = rows.first else { return PagedList(items: [], total: 0, page: page) }
    let firstID: EntityID? = try first.get("id")
    return PagedList(items: firstID == nil ? [] : try await withItems(rows), total: try first.get("total"), page: page)
  }

  func find(ids: [EntityID], owner: EntityID?) async throws -> [Order] {
    let rows = try await database.read(
      "SELECT " + Self.columns + """
         FROM orders JOIN unnest($1::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position) ON wanted_id = id
        WHERE deleted_at IS NULL AND ($2::uuid IS NULL OR user_id = $2)
        ORDER BY position
        """,
      [ids, owner])
    return try await withItems(rows)
  }

  func newest(ofUsers userIDs: [EntityID], matching filter: OrderFilter, limitPerUser: Int) async throws -> [Order] {
    // Lateral, not a window function: each user costs `limitPerUser` index entries, however many orders there are.
    let rows = try await database.query(
      """
      SELECT newest.* FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position)
      CROSS JOIN LATERAL (SELECT
      """ + " " + Self.columns + """
           FROM orders
          WHERE user_id = wanted_id AND deleted_at IS NULL AND
        """ + " " + filter.conditionsBesidesUser + """

            ORDER BY created_at DESC, id DESC LIMIT $5) newest
          ORDER BY position, created_at DESC, id DESC
          """,
      [userIDs, filter.status?.rawValue, filter.createdFrom, filter.createdBefore, limitPerUser])
    return try await withItems(rows)
  }
}

extension OrderFilter {
  /// The conditions on $1 to $4. Each set of filters has a text of its own: one text for all would share one prepared plan, and the plan
  /// for an administrator's list of everything is the wrong one for a customer's own.
  fileprivate var conditions: SQL {
    (userID == nil ? "$1::uuid IS NULL" : "user_id = $1") + " AND " + conditionsBesidesUser
  }

  /// The conditions on $2 to $4.
  fileprivate var conditionsBesidesUser: SQL {
    (status == nil ? "$2::text IS NULL" : "status = $2")
      + (createdFrom == nil ? " AND $3::timestamptz IS NULL" : " AND created_at >= $3")
      + (createdBefore == nil ? " AND $4::timestamptz IS NULL" : " AND created_at < $4")
  }
}

extension OrderSort {
  /// The ORDER BY list; the id makes the order total, so that pages never overlap.
  fileprivate var clause: SQL {
    switch self {
    case .newest: "created_at DESC, id DESC"
    case .oldest: "created_at, id"
    case .latestChange: "updated_at DESC, id DESC"
    case .earliestChange: "updated_at, id"
    case .highestTotal: "total_amount DESC, id DESC"
    case .lowestTotal: "total_amount, id"
    }
  }
}
