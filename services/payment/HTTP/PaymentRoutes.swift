import HTTPCore
import ServiceKit

/// Every endpoint of the payment service.
struct PaymentRoutes: Sendable {
  let reading: PaymentReadHandlers
  let moving: PaymentMoveHandlers

  private typealias Shape = PaymentSchemas

  /// The whole set.
  var all: [Route] {
    [
      route(.post, "", .signedIn, "Begins the payment of one of the caller's orders", moving.create)
        .taking(Shape.newPayment).answering(.created, Shape.payment).failing(.forbidden, .notFound, .conflict).showingTag()
        .idempotent(),
      route(.get, "", .signedIn, "Lists payments, or looks up ?ids= or ?orderIds=", reading.list)
        .reading(Shape.lookUps + Shape.filters).answeringList(of: Shape.payment),
      route(.get, "/my-payments", .signedIn, "Lists the caller's own payments", reading.listOwn)
        .reading(Shape.ownFilters).answeringList(of: Shape.payment),
      route(.get, "/order/:orderId", .signedIn, "Shows the payment of an order", reading.showByOrder)
        .answering(.ok, Shape.payment).tagged(),
      route(.get, "/:id", .signedIn, "Shows one payment", reading.show).answering(.ok, Shape.payment).tagged(),
      route(.post, "/:id/process", .signedIn, "Charges a pending payment", moving.process)
        .answering(.ok, Shape.payment).failing(.conflict).showingTag().idempotent(),
      route(.post, "/:id/refund", .role("admin"), "Pays a payment back, in whole or in part", moving.refund)
        .taking(Shape.refund, isRequired: false).answering(.ok, Shape.payment).failing(.conflict).showingTag().idempotent(),
    ]
  }

  private func route(
    _ method: HTTPMethod, _ path: String, _ access: Access, _ summary: String, _ handler: @escaping Route.Handler
  ) -> Route {
    Route(method, "/api/v1/payments" + path, access: access, summary: summary, handler)
  }
}
