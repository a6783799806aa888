import ServiceKit
import SharedKernel

/// The schemas of the payment service's requests and responses.
enum PaymentSchemas {
  static let newPayment = JSONSchema.object([
    .required("orderId", .id), .required("method", .choice(PaymentMethod.self)),
    .required("token", .text(length: 1...255, example: "tok_ok")),
  ]).named("NewPayment")

  static let refund = JSONSchema.object([.optional("amount", .money(Money(hundredths: 1) ... .maximum))]).named("WantedRefund")

  static let payment = JSONSchema.object([
    .required("id", .id), .required("orderId", .id), .required("userId", .id), .required("amount", .money),
    .required("refundedAmount", .money), .required("status", .choice(PaymentStatus.self)),
    .required("method", .choice(PaymentMethod.self)), .required("failureReason", .string(example: "card_declined").orNull),
    .required("createdAt", .timestamp), .required("updatedAt", .timestamp),
  ]).named("Payment")

  /// The query parameters of a list of all payments.
  static let filters: [RouteParameter] = [.query("userId", .id, "Only this user's payments")] + ownFilters

  /// The query parameters of a list of the caller's own payments.
  static let ownFilters: [RouteParameter] =
    [
      .query("status", .choice(PaymentStatus.self), "Only payments with this status"),
      .query("sort", .choice(PaymentSort.self), "The order of the list"),
    ] + RouteParameter.page

  /// The query parameters of a bulk look-up.
  static let lookUps: [RouteParameter] = [
    .ids(), .ids("orderIds", "Looks up the payments of these 1 to 100 orders. Filters apply"),
  ]
}
