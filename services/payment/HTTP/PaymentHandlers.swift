import HTTPCore
import ServiceKit
import ServiceRuntime
import ServiceStorage
import SharedKernel

/// The endpoints of the payment service. Those that move money accept `Idempotency-Key`.
struct PaymentHandlers: Sendable {
  let createPayment: CreatePayment
  let findPayment: FindPayment
  let listPayments: ListPayments
  let lookUpPayments: LookUpPayments
  let processPayment: ProcessPayment
  let refundPayment: RefundPayment
  let idempotency: IdempotencyGuard

  /// GET /payments
  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let (ids, orderIDs) = (query.bulkIDs("ids"), query.bulkIDs("orderIds"))
    let list = PaymentListQuery(&query)
    try query.finish()
    if let ids {
      return bulk(try await lookUpPayments(ids: ids, ofOrders: orderIDs, matching: list.filter, by: caller))
    }
    if let orderIDs { return bulk(try await lookUpPayments(ofOrders: orderIDs, matching: list.filter, by: caller)) }
    return try await page(list, by: caller)
  }

  /// GET /payments/my-payments
  func listOwn(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let list = PaymentListQuery(&query, owner: caller.userID)
    try query.finish()
    return try await page(list, by: caller)
  }

  /// GET /payments/:id
  func show(_ context: RequestContext) async throws -> HTTPResponse {
    show(context, try await findPayment(try context.id(), by: try context.caller()))
  }

  /// GET /payments/order/:orderId
  func showByOrder(_ context: RequestContext) async throws -> HTTPResponse {
    show(context, try await findPayment(ofOrder: try context.id("orderId"), by: try context.caller()))
  }

  private func page(_ list: PaymentListQuery, by caller: Caller) async throws -> HTTPResponse {
    let payments = try await listPayments(list.filter, sort: list.sort, page: list.page, by: caller)
    return Envelope.list(payments, message: "Payments found") { PaymentJSON.write($1, to: &$0) }
  }

  private func bulk(_ payments: [Payment]) -> HTTPResponse {
    Envelope.bulk(payments, message: "Payments found") { PaymentJSON.write($1, to: &$0) }
  }

  private func show(_ context: RequestContext, _ payment: Payment) -> HTTPResponse {
    context.show("Payment found", tag: EntityTag(updatedAt: payment.updatedAt)) { PaymentJSON.write(payment, to: &$0) }
  }

  /// POST /payments
  func create(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    let wanted = try NewPayment(body: context)
    return try await idempotency.run(context) {
      PaymentAnswers.created(
        try await createPayment(orderID: wanted.orderID, method: wanted.method, token: wanted.token, by: caller))
    }
  }

  // The next two call the provider outside any transaction. Their keys are reserved when the work begins, and `RequestAnswers` stores the
  // response when it is settled, by this request or in the background.

  /// POST /payments/:id/process
  func process(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.id()
    let caller = try context.caller()
    let start = try await idempotency.begin(context) { (work: id, value: try await processPayment.begin(id, by: caller)) }
    switch start {
    case .answered(let response): return response
    case .started(let payment):
      return PaymentAnswers.processed(try await processPayment.settle(try await processPayment.ask(payment)))
    }
  }

  /// POST /payments/:id/refund
  func refund(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.id()
    let caller = try context.caller()
    let wanted = try WantedRefund(body: context)
    let key = context.request.headers["Idempotency-Key"].map { "\(caller.userID) \($0)" }
    let start = try await idempotency.begin(context) {
      let refund = try await refundPayment.begin(id, amount: wanted.amount, idempotencyKey: key, by: caller)
      return (work: refund.id, value: refund)
    }
    switch start {
    case .answered(let response): return response
    case .started(let refund):
      let decision = try await refundPayment.ask(refund)
      let payment = try await refundPayment.settle(decision)
      guard decision.isAccepted else { throw PaymentError.refundRefused }
      return PaymentAnswers.refunded(payment)
    }
  }
}
