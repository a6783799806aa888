import ServiceKit

/// All routes of the payment service.
struct PaymentRoutes: Sendable {
  let handlers: PaymentHandlers

  private typealias Shape = PaymentSchemas
  private let route = RouteGroup("/api/v1/payments")

  var all: [Route] {
    [
      route(.post, "", .signedIn, "Creates the payment of one of the caller's orders", handlers.create)
        .body(Shape.newPayment).returns(.created, Shape.payment).fails(.forbidden, .notFound, .conflict).etag()
        .idempotent().scopes("payment.payment.create"),
      route(.get, "", .signedIn, "Lists payments, or looks up ?ids= or ?orderIds=", handlers.list)
        .parameters(Shape.lookUps + Shape.filters).returnsList(of: Shape.payment).scopes("payment.payment.read"),
      route(.get, "/my-payments", .signedIn, "Lists the caller's own payments", handlers.listOwn)
        .parameters(Shape.ownFilters).returnsList(of: Shape.payment).scopes("payment.payment.read"),
      route(.get, "/order/:orderId", .signedIn, "Shows the payment of an order", handlers.showByOrder)
        .returns(.ok, Shape.payment).ifNoneMatch().scopes("payment.payment.read"),
      route(.get, "/:id", .signedIn, "Shows one payment", handlers.show).returns(.ok, Shape.payment).ifNoneMatch()
        .scopes("payment.payment.read"),
      route(.post, "/:id/process", .signedIn, "Charges a pending payment", handlers.process)
        .returns(.ok, Shape.payment).fails(.conflict).etag().idempotent()
        .scopes("payment.payment.create", "payment.payment.process"),
      route(.post, "/:id/refund", .role("admin"), "Refunds a payment in whole or in part", handlers.refund)
        .body(Shape.refund, isRequired: false).returns(.ok, Shape.payment).fails(.conflict).etag().idempotent()
        .scopes("payment.payment.refund"),
    ]
  }
}
