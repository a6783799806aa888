import ServiceKit

/// The schemas of the order service's requests and responses.
enum OrderSchemas {
  static let draft = JSONSchema.object([
    .required("shippingAddress", .text(length: 1...500, example: "123 Main St, City, Country")),
    .optional("notes", .text(length: 0...1000, example: "Please handle with care")),
    .required(
      "items",
      .array(
        of: JSONSchema.object([
          .required("productId", .text(length: 1...100, example: "prod-1")),
          .required("productName", .text(length: 1...200, example: "Laptop")),
          .required("quantity", .integer(OrderDraft.quantity)), .required("unitPrice", .money(.zero ... .maximum)),
        ]).named("NewOrderItem"), count: OrderDraft.itemCount)),
  ]).named("NewOrder")

  static let statusChange = JSONSchema.object([
    .required(
      "status",
      .choice(OrderStatus.self).example(OrderStatus.cancelled.rawValue)
        .described("Only a payment makes an order paid or refunded; these values are 409"))
  ]).named("StatusChange")

  static let order = JSONSchema.object([
    .required("id", .id), .required("userId", .id), .required("status", .choice(OrderStatus.self)), .required("totalAmount", .money),
    .required("shippingAddress", .string(example: "123 Main St, City, Country")),
    .required("notes", .string(example: "Please handle with care").orNull), .required("items", .array(of: item)),
    .required("createdAt", .timestamp), .required("updatedAt", .timestamp),
  ]).named("Order")

  private static let item = JSONSchema.object([
    .required("id", .id), .required("productId", .string(example: "prod-1")), .required("productName", .string(example: "Laptop")),
    .required("quantity", .integer(OrderDraft.quantity)), .required("unitPrice", .money), .required("subtotal", .money),
  ]).named("OrderItem")

  /// The query parameters of a list of all orders.
  static let filters: [RouteParameter] = [.query("userId", .id, "Only this user's orders")] + ownFilters

  /// The query parameters of a list of the caller's own orders.
  static let ownFilters: [RouteParameter] =
    [
      .query("status", .choice(OrderStatus.self), "Only orders with this status"),
      .query("createdFrom", .timestamp, "Only orders placed at this time or later"),
      .query("createdBefore", .timestamp, "Only orders placed before this time"),
      .query("sort", .choice(OrderSort.self), "The order of the list"),
    ] + RouteParameter.page

  /// The query parameters of a bulk look-up.
  static let lookUps: [RouteParameter] = [
    .ids(), .ids("userIds", "Looks up the newest orders of each of these 1 to 100 users. Filters apply"),
    .query("limitPerUser", .integer(1...100, example: 20, default: 20), "With userIds: the maximum number of orders per user"),
  ]
}
