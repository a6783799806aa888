import ServiceKit

/// All routes of the order service.
struct OrderRoutes: Sendable {
  let handlers: OrderHandlers

  private typealias Shape = OrderSchemas
  private let route = RouteGroup("/api/v1/orders")

  var all: [Route] {
    [
      route(.post, "", .signedIn, "Places an order for the caller", handlers.place)
        .body(Shape.draft).returns(.created, Shape.order).fails(.forbidden).etag().idempotent()
        .scopes("order.order.create"),
      route(.get, "", .signedIn, "Lists orders, or looks up ?ids= or ?userIds=", handlers.list)
        .parameters(Shape.lookUps + Shape.filters).returnsList(of: Shape.order).scopes("order.order.read"),
      route(.get, "/my-orders", .signedIn, "Lists the caller's own orders", handlers.listOwn)
        .parameters(Shape.ownFilters).returnsList(of: Shape.order).scopes("order.order.read"),
      route(.get, "/:id", .signedIn, "Shows one order", handlers.show).returns(.ok, Shape.order).ifNoneMatch()
        .scopes("order.order.read"),
      route(.patch, "/:id/status", .signedIn, "Changes an order's status; the owner may only cancel", handlers.changeStatus)
        .body(Shape.statusChange).returns(.ok, Shape.order).fails(.forbidden, .conflict).ifMatch().etag().idempotent()
        .scopes("order.order.cancel", "order.order.update"),
      route(.delete, "/:id", .role("admin"), "Deletes an order", handlers.delete).returns().ifMatch().scopes("order.order.delete"),
    ]
  }
}
