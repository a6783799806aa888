import JSON
import ServiceKit

/// The JSON form of payments, without the token.
enum PaymentJSON {
  static func write(_ payment: Payment, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", payment.id)
      writer.member("orderId", payment.orderID)
      writer.member("userId", payment.userID)
      writer.member("amount", payment.amount)
      writer.member("refundedAmount", payment.refundedAmount)
      writer.member("status", payment.status.rawValue)
      writer.member("method", payment.method.rawValue)
      writer.member("failureReason", payment.failureReason)
      writer.member("createdAt", payment.createdAt)
      writer.member("updatedAt", payment.updatedAt)
    }
  }
}
