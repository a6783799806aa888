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
      let payment = try await createPayment(orderID: wanted.orderID, method: wanted.method, token: wanted.token, by: caller)
      return answer(payment, "Payment created", status: .created)
    }
  }

  /// POST /payments/:id/process
  func process(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.id()
    let caller = try context.caller()
    if let earlier = try await earlierAnswer(context) { return earlier }
    let decision = try await processPayment.decide(id, by: caller)
    return try await idempotency.run(context) {
      answer(try await processPayment.settle(decision), "Payment processed")
    }
  }

  /// POST /payments/:id/refund
  func refund(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.id()
    let caller = try context.caller()
    let wanted = try WantedRefund(body: context)
    if let earlier = try await earlierAnswer(context) { return earlier }
    let key = context.request.headers["Idempotency-Key"].map { "\(caller.userID) \($0)" }
    let decision = try await refundPayment.decide(id, amount: wanted.amount, idempotencyKey: key, by: caller)
    guard decision.isAccepted else {
      _ = try await refundPayment.settle(decision)
      throw PaymentError.refundRefused
    }
    return try await idempotency.run(context) {
      answer(try await refundPayment.settle(decision), "Payment refunded")
    }
  }

  /// The stored response for the same key. The provider must be called outside the guard's transaction, so the guard is asked first, with an
  /// attempt that only reports that no response is stored.
  private func earlierAnswer(_ context: RequestContext) async throws -> HTTPResponse? {
    guard context.request.headers["Idempotency-Key"] != nil else { return nil }
    do { return try await idempotency.run(context) { throw NoAnswerYet() } } catch is NoAnswerYet { return nil }
  }

  private func answer(_ payment: Payment, _ message: String, status: HTTPStatus = .ok) -> HTTPResponse {
    var headers = EntityTag(updatedAt: payment.updatedAt).headers
    if status == .created { headers.append("Location", "/api/v1/payments/\(payment.id)") }
    return Envelope.success(status: status, message: message, headers: headers) { PaymentJSON.write(payment, to: &$0) }
  }
}

private struct NoAnswerYet: Error {}
