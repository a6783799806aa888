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
    userID = try context.identifier("userId")
    status = try context.choice("status")
    createdFrom = try context.parsed("createdFrom", rule: "must be an RFC 3339 time") { Timestamp(rfc3339: $0) }
    createdBefore = try context.parsed("createdBefore", rule: "must be an RFC 3339 time") { Timestamp(rfc3339: $0) }
  }
}

extension RequestContext {
  /// The caller, as far as the rules of orders care.
  func caller() throws(ServiceError) -> Caller {
    let principal = try requirePrincipal()
    return Caller(userID: principal.userID, isAdmin: principal.isAdmin)
  }
}
