import ServiceKit
import SharedKernel

/// The body of a new payment.
struct NewPayment: Sendable, Equatable {
  let orderID: EntityID
  let method: PaymentMethod
  let token: String

  /// Reads `{"orderId", "method", "token"}`; every fault is named at once.
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

/// The body of a refund, which may be missing altogether.
struct WantedRefund: Sendable, Equatable {
  /// Nil pays back all that is left.
  let amount: Money?

  /// Reads nothing or `{"amount"}`.
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

/// What a list was asked for: `?userId=`, `?status=`, `?sort=`, `?limit=` and `?offset=`.
struct PaymentListQuery: Sendable, Equatable {
  var filter = PaymentFilter()
  let sort: PaymentSort
  let page: Page

  /// Reads it; what is wrong is the reader's to tell. With an `owner`, whose payments it lists is not the query's to say.
  init(_ query: inout QueryReader, owner: EntityID? = nil) {
    filter.userID = owner ?? query.identifier("userId")
    filter.status = query.choice("status")
    sort = query.choice("sort") ?? .newest
    page = query.page()
  }
}
