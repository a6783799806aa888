import HTTPCore
import ServiceKit
import ServiceStorage
import SharedKernel

/// The endpoints that make payments and move money. All of them honour `Idempotency-Key`.
struct PaymentMoveHandlers: Sendable {
  let createPayment: CreatePayment
  let processPayment: ProcessPayment
  let refundPayment: RefundPayment
  let idempotency: IdempotencyGuard

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

  /// What the same key was answered before. The provider must be asked outside the guard's transaction, so the guard is asked first:
  /// its attempt does nothing here but say that there is no answer yet.
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

/// Says that a key has not been answered yet.
private struct NoAnswerYet: Error {}
