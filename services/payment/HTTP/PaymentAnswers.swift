import HTTPCore
import ServiceKit
import ServiceStorage
import SharedKernel

/// The responses of requests that change a payment.
enum PaymentAnswers {
  static func created(_ payment: Payment) -> HTTPResponse { answer(payment, "Payment created", status: .created) }

  static func processed(_ payment: Payment) -> HTTPResponse { answer(payment, "Payment processed") }

  static func refunded(_ payment: Payment) -> HTTPResponse { answer(payment, "Payment refunded") }

  private static func answer(_ payment: Payment, _ message: String, status: HTTPStatus = .ok) -> HTTPResponse {
    var headers = EntityTag(updatedAt: payment.updatedAt).headers
    if status == .created { headers.append("Location", "/api/v1/payments/\(payment.id)") }
    return Envelope.success(status: status, message: message, headers: headers) { PaymentJSON.write(payment, to: &$0) }
  }
}

/// Stores the responses for the idempotency keys of the requests.
struct IdempotentAnswers: RequestAnswers {
  let idempotency: IdempotencyGuard

  func chargeSettled(_ payment: Payment) async throws {
    try await idempotency.respond(to: payment.id, with: PaymentAnswers.processed(payment))
  }

  func refundSettled(_ refund: Refund, of payment: Payment) async throws {
    try await idempotency.respond(to: refund.id, with: PaymentAnswers.refunded(payment))
  }
}
