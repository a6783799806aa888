import ServiceKit
import SharedKernel

extension OrderDraft {
  /// Reads the body of a new order.
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

/// The query of a list: `?userId=`, `?status=`, `?createdFrom=`, `?createdBefore=`, `?sort=`, `?limit=` and `?offset=`.
struct OrderListQuery: Sendable, Equatable {
  var filter = OrderFilter()
  let sort: OrderSort
  let page: Page

  /// The reader collects the errors. With an `owner`, `?userId=` is ignored.
  init(_ query: inout QueryReader, owner: EntityID? = nil) {
    filter.userID = owner ?? query.identifier("userId")
    filter.status = query.choice("status")
    filter.createdFrom = query.parsed("createdFrom", rule: "must be an RFC 3339 time") { Timestamp(rfc3339: $0) }
    filter.createdBefore = query.parsed("createdBefore", rule: "must be an RFC 3339 time") { Timestamp(rfc3339: $0) }
    sort = query.choice("sort") ?? .newest
    page = query.page()
  }
}
