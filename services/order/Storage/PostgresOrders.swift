import Postgres
import SharedKernel

/// Orders in Postgres. A list takes two statements, whatever its length: one for the orders and one for all their items.
struct PostgresOrders: OrderRepository {
  let database: PostgresClient

  func add(_ order: Order) async throws {
    // One statement, and so one round trip, for the order and its items. It inserts nothing for a deleted user.
    let itemCount = try await database.execute(
      """
      WITH placed AS (
        INSERT INTO orders (id, user_id, status, total_amount, shipping_address, notes, created_at, updated_at)
        SELECT \(order.id)::uuid, \(order.userID)::uuid, \(order.status.rawValue), \(order.totalAmount)::numeric, \(order.shippingAddress),
          \(order.notes), \(order.createdAt)::timestamptz, \(order.updatedAt)::timestamptz
        WHERE NOT EXISTS (SELECT 1 FROM deleted_users WHERE user_id = \(order.userID)) RETURNING id)
      INSERT INTO order_items (order_id, position, id, product_id, product_name, quantity, unit_price, subtotal)
      SELECT placed.id, item.position, item.id, item.product_id, item.product_name, item.quantity, item.unit_price, item.subtotal
      FROM placed, unnest(\(order.items.map(\.id))::uuid[], \(order.items.map(\.productID))::text[],
        \(order.items.map(\.productName))::text[], \(order.items.map(\.quantity))::integer[],
        \(order.items.map(\.unitPrice.description))::numeric[], \(order.items.map(\.subtotal.description))::numeric[]) WITH ORDINALITY
        AS item (id, product_id, product_name, quantity, unit_price, subtotal, position)
      """)
    if itemCount == 0 { throw OrderError.accountDeleted }
  }

  func recordDeletedUser(_ userID: EntityID, at moment: Timestamp) async throws {
    _ = try await database.execute(
      "INSERT INTO deleted_users (user_id, deleted_at) VALUES (\(userID), \(moment)) ON CONFLICT (user_id) DO NOTHING")
  }

  func save(_ order: Order) async throws {
    _ = try await database.execute(
      """
      UPDATE orders SET status = \(order.status.rawValue), updated_at = \(order.updatedAt), deleted_at = \(order.deletedAt)
      WHERE id = \(order.id)
      """)
  }

  func find(_ id: EntityID) async throws -> Order? {
    let rows = try await database.read("SELECT \(sql: Self.columns) FROM orders WHERE id = \(id) AND deleted_at IS NULL")
    return try await withItems(rows).first
  }

  func lock(_ id: EntityID) async throws -> Order? {
    let rows = try await database.query("SELECT \(sql: Self.columns) FROM orders WHERE id = \(id) AND deleted_at IS NULL FOR UPDATE")
    return try await withItems(rows).first
  }

  func lockIncludingDeleted(_ id: EntityID) async throws -> Order? {
    let rows = try await database.query("SELECT \(sql: Self.columns) FROM orders WHERE id = \(id) FOR UPDATE")
    return try await withItems(rows).first
  }

  func lockPending(ofUser userID: EntityID) async throws -> [Order] {
    let rows = try await database.query(
      """
      SELECT \(sql: Self.columns) FROM orders WHERE user_id = \(userID) AND status = 'pending' AND deleted_at IS NULL
      ORDER BY created_at, id FOR UPDATE
      """)
    return try await withItems(rows)
  }

  func record(_ attempt: FailedPayment) async throws {
    _ = try await database.execute(
      """
      INSERT INTO failed_payments (payment_id, order_id, reason, occurred_at)
      VALUES (\(attempt.paymentID), \(attempt.orderID), \(attempt.reason), \(attempt.occurredAt))
      ON CONFLICT (payment_id) DO NOTHING
      """)
  }

  // MARK: lists

  func list(_ filter: OrderFilter, sort: OrderSort, page: Page) async throws -> PagedList<Order> {
    // One statement for page and total, so that both see the same state. Past the last page it returns one row with the total alone.
    let rows = try await database.query(
      """
      WITH matching AS NOT MATERIALIZED (SELECT * FROM orders WHERE deleted_at IS NULL\(sql: filter.conditions))
      SELECT everything.total, page.* FROM (SELECT count(*) AS total FROM matching) everything
      LEFT JOIN LATERAL (
        SELECT \(sql: Self.columns) FROM matching ORDER BY \(sql: sort.columns) LIMIT \(page.limit) OFFSET \(page.offset)) page ON true
      ORDER BY \(sql: sort.columns)
      """)
    guard let first = rows.first else { return PagedList(items: [], total: 0, page: page) }
    let firstID: EntityID? = try first.get("id")
    return PagedList(items: firstID == nil ? [] : try await withItems(rows), total: try first.get("total"), page: page)
  }

  func find(ids: [EntityID], owner: EntityID?) async throws -> [Order] {
    let rows = try await database.read(
      """
      SELECT \(sql: Self.columns) FROM orders JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position) ON wanted_id = id
      WHERE deleted_at IS NULL AND (\(owner)::uuid IS NULL OR user_id = \(owner))
      ORDER BY position
      """)
    return try await withItems(rows)
  }

  func newest(ofUsers userIDs: [EntityID], matching filter: OrderFilter, limitPerUser: Int) async throws -> [Order] {
    // Lateral, not a window function: each user costs `limitPerUser` index entries, however many orders there are.
    let rows = try await database.query(
      """
      SELECT newest.* FROM unnest(\(userIDs)::uuid[]) WITH ORDINALITY AS wanted (wanted_id, position)
      CROSS JOIN LATERAL (
        SELECT \(sql: Self.columns) FROM orders WHERE user_id = wanted_id AND deleted_at IS NULL\(sql: filter.conditionsBesidesUser)
        ORDER BY created_at DESC, id DESC LIMIT \(limitPerUser)) newest
      ORDER BY position, created_at DESC, id DESC
      """)
    return try await withItems(rows)
  }

  // MARK: rows

  /// The columns of `orders` that `Order` is read from.
  private static let columns: SQL =
    "id, user_id, status, total_amount, shipping_address, notes, created_at, updated_at, deleted_at"

  /// The orders of these rows in their order. One statement reads the items of all of them.
  private func withItems(_ rows: PostgresRows) async throws -> [Order] {
    guard !rows.isEmpty else { return [] }
    let ids: [EntityID] = try rows.map { row throws(PostgresError) in try row.get("id") }
    let items = try await items(ofOrders: ids)
    return try zip(rows, ids).map { row, id in try Order(row, id: id, items: items[id] ?? []) }
  }

  private func items(ofOrders ids: [EntityID]) async throws -> [EntityID: [OrderItem]] {
    let rows = try await database.read(
      """
      SELECT order_id, id, product_id, product_name, quantity, unit_price, subtotal
      FROM order_items WHERE order_id = ANY(\(ids)::uuid[]) ORDER BY order_id, position
      """)
    var items: [EntityID: [OrderItem]] = [:]
    items.reserveCapacity(ids.count)
    for row in rows { items[try row.get("order_id"), default: []].append(try OrderItem(row)) }
    return items
  }
}

extension OrderFilter {
  /// One condition for each filter that is set. Each set of filters has its own text, and so its own plan: the plan for an administrator's list
  /// of everything is wrong for the list of one customer.
  fileprivate var conditions: SQL {
    var conditions: SQL = ""
    if let userID { conditions += " AND user_id = \(userID)" }
    return conditions + conditionsBesidesUser
  }

  fileprivate var conditionsBesidesUser: SQL {
    var conditions: SQL = ""
    if let status { conditions += " AND status = \(status.rawValue)" }
    if let createdFrom { conditions += " AND created_at >= \(createdFrom)" }
    if let createdBefore { conditions += " AND created_at < \(createdBefore)" }
    return conditions
  }
}

extension OrderSort {
  /// The ORDER BY list. The id makes the order total, so that pages never overlap.
  fileprivate var columns: SQL {
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

extension OrderItem {
  fileprivate init(_ row: PostgresRow) throws(PostgresError) {
    self.init(
      id: try row.get("id"), productID: try row.get("product_id"), productName: try row.get("product_name"),
      quantity: try row.get("quantity"), unitPrice: try row.get("unit_price"), subtotal: try row.get("subtotal"))
  }
}

extension Order {
  fileprivate init(_ row: PostgresRow, id: EntityID, items: [OrderItem]) throws(PostgresError) {
    guard let status = OrderStatus(rawValue: try row.get("status")) else {
      throw PostgresError(.unexpectedValue(column: "status"))
    }
    self.init(
      id: id, userID: try row.get("user_id"), status: status, totalAmount: try row.get("total_amount"),
      shippingAddress: try row.get("shipping_address"), notes: try row.get("notes"), items: items,
      createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"), deletedAt: try row.get("deleted_at"))
  }
}
