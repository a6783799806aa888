/// The graph of the three services, written by hand, for the generator and for the expected responses.
enum GraphModel {
  /// A field of an object type.
  struct Field: Sendable {
    let name: String
    let type: FieldType
    var arguments: [Argument] = []

    init(_ name: String, _ type: String, _ arguments: [Argument] = []) {
      self.name = name
      self.type = FieldType(type)
      self.arguments = arguments
    }

    /// The full definition: `name(argument: Type = default): Type`.
    var signature: String {
      let arguments = arguments.map { "\($0.name): \($0.type.text)" + ($0.standard.map { " = \($0.text)" } ?? "") }
      return "\(name)(\(arguments.joined(separator: ", "))): \(type.text)"
    }
  }

  /// The type of a field, with at most one list.
  struct FieldType: Sendable, Equatable {
    let text: String
    var isNonNull: Bool { text.hasSuffix("!") }
    var isList: Bool { text.hasPrefix("[") }
    var isItemNonNull: Bool { text.contains("!]") }
    var name: String { text.filter { !"[]!".contains($0) } }

    init(_ text: String) { self.text = text }
  }

  /// An argument. Without a default it may be omitted only if it is nullable.
  struct Argument: Sendable {
    let name: String
    let type: FieldType
    var standard: Input?

    init(_ name: String, _ type: String, _ standard: Input? = nil) {
      self.name = name
      self.type = FieldType(type)
      self.standard = standard
    }
  }

  static let paging = [Argument("limit", "Int!", .int(20)), Argument("offset", "Int!", .int(0))]
  static let sort = Argument("sort", "OrderSort!", .choice("NEWEST"))

  static let types: [String: [Field]] = [
    "Query": [
      Field("me", "User"),
      Field("user", "User", [Argument("id", "ID!")]),
      Field("users", "UserPage", paging),
      Field("order", "Order", [Argument("id", "ID!")]),
      Field("orders", "OrderPage", [Argument("status", "OrderStatus"), Argument("userId", "ID"), sort] + paging),
      Field("myOrders", "OrderPage", [Argument("status", "OrderStatus"), sort] + paging),
      Field("payment", "Payment", [Argument("id", "ID!")]),
      Field("payments", "PaymentPage", [Argument("status", "PaymentStatus")] + paging),
      Field("paymentByOrder", "Payment", [Argument("orderId", "ID!")]),
      Field("myPayments", "PaymentPage", [Argument("status", "PaymentStatus")] + paging),
    ],
    "User": [
      Field("id", "ID!"), Field("email", "String!"), Field("firstName", "String!"), Field("lastName", "String!"),
      Field("fullName", "String!"), Field("roles", "[String!]!"), Field("createdAt", "DateTime!"), Field("updatedAt", "DateTime!"),
      Field("orders", "[Order!]!", [Argument("status", "OrderStatus"), Argument("first", "Int!", .int(20))]),
    ],
    "Order": [
      Field("id", "ID!"), Field("status", "OrderStatus!"), Field("totalAmount", "Decimal!"), Field("shippingAddress", "String!"),
      Field("notes", "String"), Field("items", "[OrderItem!]!"), Field("createdAt", "DateTime!"), Field("updatedAt", "DateTime!"),
      Field("userId", "ID!"), Field("user", "User"), Field("payment", "Payment"),
    ],
    "OrderItem": [
      Field("id", "ID!"), Field("productId", "ID!"), Field("productName", "String!"), Field("quantity", "Int!"),
      Field("unitPrice", "Decimal!"), Field("subtotal", "Decimal!"),
    ],
    "Payment": [
      Field("id", "ID!"), Field("status", "PaymentStatus!"), Field("amount", "Decimal!"), Field("refundedAmount", "Decimal!"),
      Field("method", "PaymentMethod!"), Field("failureReason", "String"), Field("createdAt", "DateTime!"),
      Field("updatedAt", "DateTime!"), Field("orderId", "ID!"), Field("order", "Order"), Field("userId", "ID!"), Field("user", "User"),
    ],
    "UserPage": [Field("data", "[User!]!"), Field("pageInfo", "PageInfo!")],
    "OrderPage": [Field("data", "[Order!]!"), Field("pageInfo", "PageInfo!")],
    "PaymentPage": [Field("data", "[Payment!]!"), Field("pageInfo", "PageInfo!")],
    "PageInfo": [Field("total", "Int!"), Field("hasMore", "Boolean!"), Field("limit", "Int!"), Field("offset", "Int!")],
  ]

  static let enumerations: [String: [String]] = [
    "OrderStatus": ["PENDING", "PAID", "PROCESSING", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"],
    "OrderSort": ["NEWEST", "OLDEST", "LATEST_CHANGE", "HIGHEST_TOTAL", "LOWEST_TOTAL"],
    "PaymentStatus": ["PENDING", "PROCESSING", "SUCCESS", "FAILED", "REFUNDED"],
    "PaymentMethod": ["CARD", "BANK_TRANSFER", "WALLET"],
  ]

  /// The REST value of a sort order.
  static let sorts = [
    "NEWEST": "-createdAt", "OLDEST": "createdAt", "LATEST_CHANGE": "-updatedAt", "HIGHEST_TOTAL": "-totalAmount",
    "LOWEST_TOTAL": "totalAmount",
  ]

  /// `__typename`, which every object has.
  static let typename = Field("__typename", "String!")
}
