import HTTPCore
import ServiceKit

/// Every endpoint of the order service.
struct OrderRoutes: Sendable {
  let handlers: OrderHandlers

  private typealias Shape = OrderSchemas

  /// The whole set.
  var all: [Route] {
    [
      route(.post, "", .signedIn, "Places an order for the caller", handlers.place)
        .taking(Shape.draft).answering(.created, Shape.order).showingTag().idempotent(),
      route(.get, "", .signedIn, "Lists orders, or looks up ?ids= or ?userIds=", handlers.list)
        .reading(Shape.lookUps + Shape.filters).answeringList(of: Shape.order),
      route(.get, "/my-orders", .signedIn, "Lists the caller's own orders", handlers.listOwn)
        .reading(Shape.ownFilters).answeringList(of: Shape.order),
      route(.get, "/:id", .signedIn, "Shows one order", handlers.show).answering(.ok, Shape.order).tagged(),
      route(.patch, "/:id/status", .signedIn, "Moves an order to another state; its owner may only cancel", handlers.changeStatus)
        .taking(Shape.statusChange).answering(.ok, Shape.order).failing(.forbidden, .conflict).conditional().showingTag(),
      route(.delete, "/:id", .role("admin"), "Deletes an order", handlers.delete).answering().conditional(),
    ]
  }

  private func route(
    _ method: HTTPMethod, _ path: String, _ access: Access, _ summary: String, _ handler: @escaping Route.Handler
  ) -> Route {
    Route(method, "/api/v1/orders" + path, access: access, summary: summary, handler)
  }
}
