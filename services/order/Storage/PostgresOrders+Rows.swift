import Postgres
import SharedKernel

extension PostgresOrders {
  /// The columns of `orders` that an order is made of.
  static let columns: SQL =
    "id, user_id, status, total_amount, shipping_address, notes, created_at, updated_at, deleted_at"

  /// The orders that these rows hold, in their order, with the items of all of them read at once.
  func withItems(_ rows: PostgresRows) async throws -> [Order] {
    guard !rows.isEmpty else { return [] }
    let ids: [EntityID] = try rows.map { row throws(PostgresError) in try row.get("id") }
    let items = try await items(ofOrders: ids)
    return try zip(rows, ids).map { row, id in try Order(row, id: id, items: items[id] ?? []) }
  }

  private func items(ofOrders ids: [EntityID]) async throws -> [EntityID: [OrderItem]] {
    let rows = try await database.read(
      """
      SELECT order_id, id, product_id, product_name, quantity, unit_price, subtotal
      FROM order_items WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, position
      """,
      [ids])
    var items: [EntityID: [OrderItem]] = [:]
    items.reserveCapacity(ids.count)
    for row in rows { items[try row.get("order_id"), default: []].append(try OrderItem(row)) }
    return items
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
