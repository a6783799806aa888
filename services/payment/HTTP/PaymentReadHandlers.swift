import HTTPCore
import ServiceKit
import SharedKernel

/// The endpoints that only read.
struct PaymentReadHandlers: Sendable {
  let findPayment: FindPayment
  let listPayments: ListPayments
  let lookUpPayments: LookUpPayments

  /// GET /payments
  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let (ids, orderIDs) = (query.bulkIDs("ids"), query.bulkIDs("orderIds"))
    let list = PaymentListQuery(&query)
    try query.finish()
    if let ids {
      return bulk(try await lookUpPayments(ids: ids.ids, ofOrders: orderIDs?.ids, matching: list.filter, by: caller))
    }
    if let orderIDs { return bulk(try await lookUpPayments(ofOrders: orderIDs.ids, matching: list.filter, by: caller)) }
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
    answer(context, try await findPayment(try context.id(), by: try context.caller()))
  }

  /// GET /payments/order/:orderId
  func showByOrder(_ context: RequestContext) async throws -> HTTPResponse {
    answer(context, try await findPayment(ofOrder: try context.id("orderId"), by: try context.caller()))
  }

  private func page(_ list: PaymentListQuery, by caller: Caller) async throws -> HTTPResponse {
    let payments = try await listPayments(list.filter, sort: list.sort, page: list.page, by: caller)
    return Envelope.list(payments, message: "Payments found") { PaymentJSON.write($1, to: &$0) }
  }

  private func bulk(_ payments: [Payment]) -> HTTPResponse {
    Envelope.bulk(payments, message: "Payments found") { PaymentJSON.write($1, to: &$0) }
  }

  private func answer(_ context: RequestContext, _ payment: Payment) -> HTTPResponse {
    let tag = EntityTag(updatedAt: payment.updatedAt)
    if context.alreadyHas(tag) { return HTTPResponse(status: .notModified, headers: tag.headers) }
    return Envelope.success(message: "Payment found", headers: tag.headers) { PaymentJSON.write(payment, to: &$0) }
  }
}
