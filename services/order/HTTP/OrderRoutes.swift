import HTTPCore
import ServiceKit

/// Every endpoint of the order service.
struct OrderRoutes: Sendable {
  let handlers: OrderHandlers

  /// The whole set.
  var all: [Route] {
    [
      route(.post, "", .signedIn, "Places an order for the caller", handlers.place),
      route(.get, "", .signedIn, "Lists orders, or looks up ?ids= or ?userIds=", handlers.list),
      route(.get, "/my-orders", .signedIn, "Lists the caller's own orders", handlers.listOwn),
      route(.get, "/:id", .signedIn, "Shows one order", handlers.show),
      route(.patch, "/:id/status", .signedIn, "Moves an order to another state; its owner may only cancel", handlers.changeStatus),
      route(.delete, "/:id", .role("admin"), "Deletes an order", handlers.delete),
    ]
  }

  private func route(
    _ method: HTTPMethod, _ path: String, _ access: Access, _ summary: String, _ handler: @escaping Route.Handler
  ) -> Route {
    Route(method, "/api/v1/orders" + path, access: access, summary: summary, handler)
  }
}
