import ServiceKit
import SharedKernel

/// The body of a new payment.
struct NewPayment: Sendable, Equatable {
  let orderID: EntityID
  let method: PaymentMethod
  let token: String

  /// Reads `{"orderId", "method", "token"}`.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    let orderID = body.requiredID("orderId")
    let method = body.requiredChoice("method", of: PaymentMethod.self)
    let token = body.requiredString("token", length: 1...255)
    try body.finish()
    guard let method else { throw .invalidInput("method", "is required") }
    self.orderID = orderID
    self.method = method
    self.token = token
  }
}

/// The optional body of a refund.
struct WantedRefund: Sendable, Equatable {
  /// Nil refunds the remaining amount.
  let amount: Money?

  /// Reads an empty body or `{"amount"}`.
  init(body context: RequestContext) throws(ServiceError) {
    guard !context.request.body.isEmpty else {
      amount = nil
      return
    }
    var body = try BodyReader(context)
    amount = body.optionalMoney("amount", range: Money(hundredths: 1) ... .maximum)
    try body.finish()
  }
}

/// The query of a list: `?userId=`, `?status=`, `?sort=`, `?limit=` and `?offset=`.
struct PaymentListQuery: Sendable, Equatable {
  var filter = PaymentFilter()
  let sort: PaymentSort
  let page: Page

  /// The reader collects the errors. With an `owner`, `?userId=` is ignored.
  init(_ query: inout QueryReader, owner: EntityID? = nil) {
    filter.userID = owner ?? query.identifier("userId")
    filter.status = query.choice("status")
    sort = query.choice("sort") ?? .newest
    page = query.page()
  }
}
