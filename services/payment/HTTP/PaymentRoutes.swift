import HTTPCore
import ServiceKit

/// Every endpoint of the payment service.
struct PaymentRoutes: Sendable {
  let reading: PaymentReadHandlers
  let moving: PaymentMoveHandlers

  /// The whole set.
  var all: [Route] {
    [
      route(.post, "", .signedIn, "Begins the payment of one of the caller's orders", moving.create),
      route(.get, "", .signedIn, "Lists payments, or looks up ?ids= or ?orderIds=", reading.list),
      route(.get, "/my-payments", .signedIn, "Lists the caller's own payments", reading.listOwn),
      route(.get, "/order/:orderId", .signedIn, "Shows the payment of an order", reading.showByOrder),
      route(.get, "/:id", .signedIn, "Shows one payment", reading.show),
      route(.post, "/:id/process", .signedIn, "Charges a pending payment", moving.process),
      route(.post, "/:id/refund", .role("admin"), "Pays a payment back, in whole or in part", moving.refund),
    ]
  }

  private func route(
    _ method: HTTPMethod, _ path: String, _ access: Access, _ summary: String, _ handler: @escaping Route.Handler
  ) -> Route {
    Route(method, "/api/v1/payments" + path, access: access, summary: summary, handler)
  }
}
