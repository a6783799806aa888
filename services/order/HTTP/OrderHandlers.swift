import HTTPCore
import ServiceKit
import ServiceRuntime
import ServiceStorage
import SharedKernel

/// The endpoints of the order service.
struct OrderHandlers: Sendable {
  let placeOrder: PlaceOrder
  let findOrder: FindOrder
  let listOrders: ListOrders
  let lookUpOrders: LookUpOrders
  let changeOrderStatus: ChangeOrderStatus
  let deleteOrder: DeleteOrder
  let idempotency: IdempotencyGuard

  /// POST /orders
  func place(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    let draft = try OrderDraft(body: context)
    return try await idempotency.run(context) {
      let order = try await placeOrder(draft, by: caller)
      var headers = EntityTag(updatedAt: order.updatedAt).headers
      headers.append("Location", "/api/v1/orders/\(order.id)")
      return Envelope.success(status: .created, message: "Order placed", headers: headers) { OrderJSON.write(order, to: &$0) }
    }
  }

  /// GET /orders
  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let (ids, userIDs) = (query.bulkIDs("ids"), query.bulkIDs("userIds"))
    let limitPerUser = query.integer("limitPerUser", in: 1...100) ?? 20
    let list = OrderListQuery(&query)
    try query.finish()
    if let ids {
      return bulk(try await lookUpOrders(ids: ids, ofUsers: userIDs, matching: list.filter, by: caller))
    }
    if let userIDs {
      return bulk(try await lookUpOrders(ofUsers: userIDs, matching: list.filter, limitPerUser: limitPerUser, by: caller))
    }
    return try await page(list, by: caller)
  }

  /// GET /orders/my-orders
  func listOwn(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let list = OrderListQuery(&query, owner: caller.userID)
    try query.finish()
    return try await page(list, by: caller)
  }

  /// GET /orders/:id
  func show(_ context: RequestContext) async throws -> HTTPResponse {
    let order = try await findOrder(try context.id(), by: try context.caller())
    return context.show("Order found", tag: EntityTag(updatedAt: order.updatedAt)) { OrderJSON.write(order, to: &$0) }
  }

  /// PATCH /orders/:id/status
  func changeStatus(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.id()
    let caller = try context.caller()
    let status = try OrderStatus(body: context)
    return try await idempotency.run(context) {
      let order = try await changeOrderStatus(id, to: status, by: caller) { order in
        try context.checkPrecondition(EntityTag(updatedAt: order.updatedAt))
      }
      return answer(order, "Order status changed")
    }
  }

  /// DELETE /orders/:id
  func delete(_ context: RequestContext) async throws -> HTTPResponse {
    try await deleteOrder(try context.id(), by: try context.caller()) { order in
      try context.checkPrecondition(EntityTag(updatedAt: order.updatedAt))
    }
    return Envelope.success(message: "Order deleted")
  }

  private func page(_ list: OrderListQuery, by caller: Caller) async throws -> HTTPResponse {
    let orders = try await listOrders(list.filter, sort: list.sort, page: list.page, by: caller)
    return Envelope.list(orders, message: "Orders found") { OrderJSON.write($1, to: &$0) }
  }

  private func bulk(_ orders: [Order]) -> HTTPResponse {
    Envelope.bulk(orders, message: "Orders found") { OrderJSON.write($1, to: &$0) }
  }

  private func answer(_ order: Order, _ message: String) -> HTTPResponse {
    Envelope.success(message: message, headers: EntityTag(updatedAt: order.updatedAt).headers) { OrderJSON.write(order, to: &$0) }
  }
}
