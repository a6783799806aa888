import ServiceKit
import SharedKernel

/// The shapes of the payment service's requests and answers.
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

  /// What a list of everybody's payments may be asked for.
  static let filters: [RouteParameter] = [.query("userId", .id, "Only this user's payments")] + ownFilters

  /// What a list of one's own payments may be asked for.
  static let ownFilters: [RouteParameter] =
    [
      .query("status", .choice(PaymentStatus.self), "Only payments in this state"),
      .query("sort", .choice(PaymentSort.self), "What comes first"),
    ] + RouteParameter.page

  /// What a bulk look-up may be asked for.
  static let lookUps: [RouteParameter] = [
    .ids(), .ids("orderIds", "Looks up the payments of these orders instead, 1 to 100; filters narrow it"),
  ]
}
