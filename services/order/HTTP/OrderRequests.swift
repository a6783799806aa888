import ServiceKit
import SharedKernel

extension OrderDraft {
  /// Reads the body of a new order; every fault is named at once.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    let shippingAddress = body.requiredString("shippingAddress", length: 1...500)
    let notes = body.optionalString("notes", length: 0...1000)
    let items = body.requiredObjects("items", count: Self.itemCount) { item in
      Item(
        productID: item.requiredString("productId", length: 1...100),
        productName: item.requiredString("productName", length: 1...200),
        quantity: item.requiredInt("quantity", range: Self.quantity),
        unitPrice: item.requiredMoney("unitPrice"))
    }
    try body.finish()
    self.init(shippingAddress: shippingAddress, notes: notes, items: items)
  }
}

extension OrderStatus {
  /// Reads the body of a status change: `{"status": …}`.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    let status = body.requiredChoice("status", of: OrderStatus.self)
    try body.finish()
    guard let status else { throw .invalidInput("status", "is required") }
    self = status
  }
}

extension OrderFilter {
  /// Reads `?userId=`, `?status=`, `?createdFrom=` and `?createdBefore=`.
  init(query context: RequestContext) throws(ServiceError) {
    self.init()
    userID = try context.value("userId", rule: "must be an identifier") { EntityID($0) }
    status = try context.choice("status")
    createdFrom = try context.value("createdFrom", rule: "must be an RFC 3339 time") { Timestamp(rfc3339: $0) }
    createdBefore = try context.value("createdBefore", rule: "must be an RFC 3339 time") { Timestamp(rfc3339: $0) }
  }
}

extension RequestContext {
  /// A query parameter that `parse` understands; nil when absent, 400 with the rule when it does not.
  fileprivate func value<Value>(_ name: String, rule: String, _ parse: (String) -> Value?) throws(ServiceError) -> Value? {
    guard let text = query.first(name) else { return nil }
    guard let value = parse(text) else { throw .invalidInput(name, rule) }
    return value
  }

  /// The caller, as far as the rules of orders care.
  func caller() throws(ServiceError) -> Caller {
    let principal = try requirePrincipal()
    return Caller(userID: principal.userID, isAdmin: principal.isAdmin)
  }
}
