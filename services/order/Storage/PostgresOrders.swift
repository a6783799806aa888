import Postgres
import SharedKernel

/// Orders in Postgres. A list takes two statements, whatever its length: the orders, and all their items.
struct PostgresOrders: OrderRepository {
  let database: PostgresClient

  func add(_ order: Order) async throws {
    // One statement, and so one round trip, for the order and its items.
    _ = try await database.execute(
      """
      WITH placed AS (
        INSERT INTO orders (id, user_id, status, total_amount, shipping_address, notes, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id)
      INSERT INTO order_items (order_id, position, id, product_id, product_name, quantity, unit_price, subtotal)
      SELECT placed.id, item.position, item.id, item.product_id, item.product_name, item.quantity, item.unit_price, item.subtotal
      FROM placed, unnest($9::uuid[], $10::text[], $11::text[], $12::integer[], $13::numeric[], $14::numeric[]) WITH ORDINALITY
        AS item (id, product_id, product_name, quantity, unit_price, subtotal, position)
      """,
      [
        order.id, order.userID, order.status.rawValue, order.totalAmount, order.shippingAddress, order.notes,
        order.createdAt, order.updatedAt,
        order.items.map(\.id), order.items.map(\.productID), order.items.map(\.productName),
        order.items.map(\.quantity), order.items.map(\.unitPrice.description), order.items.map(\.subtotal.description),
      ])
  }

  func save(_ order: Order) async throws {
    _ = try await database.execute(
      "UPDATE orders SET status = $2, updated_at = $3, deleted_at = $4 WHERE id = $1",
      [order.id, order.status.rawValue, order.updatedAt, order.deletedAt])
  }

  func find(_ id: EntityID) async throws -> Order? {
    let rows = try await database.read(
      "SELECT " + Self.columns + " FROM orders WHERE id = $1 AND deleted_at IS NULL", [id])
    return try await withItems(rows).first
  }

  func lock(_ id: EntityID) async throws -> Order? {
    let rows = try await database.query(
      "SELECT " + Self.columns + " FROM orders WHERE id = $1 AND deleted_at IS NULL FOR UPDATE", [id])
    return try await withItems(rows).first
  }

  func lockPending(ofUser userID: EntityID) async throws -> [Order] {
    let rows = try await database.query(
      "SELECT " + Self.columns + """
         FROM orders WHERE user_id = $1 AND status = 'pending' AND deleted_at IS NULL
        ORDER BY created_at, id FOR UPDATE
        """,
      [userID])
    return try await withItems(rows)
  }

  func record(_ attempt: FailedPayment) async throws {
    _ = try await database.execute(
      """
      INSERT INTO failed_payments (payment_id, order_id, reason, occurred_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (payment_id) DO NOTHING
      """,
      [attempt.paymentID, attempt.orderID, attempt.reason, attempt.occurredAt])
  }
}
