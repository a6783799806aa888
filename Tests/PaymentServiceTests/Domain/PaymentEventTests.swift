import JSON
import SharedKernel
import Testing

@testable import PaymentService

@Suite struct PaymentEventTests {
  let order = OrderProjection(id: .make(), userID: .make(), amount: Money(hundredths: 99_999), status: "pending", sequence: 1)

  func payment(_ status: PaymentStatus) throws -> Payment {
    var payment = Payment(of: order, method: .wallet, token: "tok_ok", at: .now)
    try payment.bring(to: status, at: .now)
    return payment
  }

  @Test func aSuccessNamesOrderAndAmount() throws {
    let payment = try payment(.success)
    let event = PaymentEvent.succeeded(payment)
    #expect(event.eventName == "payment.success" && event.aggregateID == payment.id && event.userID == order.userID)
    let data = try JSONDocument(parsing: event.data).root
    #expect(data["orderId"]?.string == order.id.description)
    #expect(data["amount"]?.numberText == "999.99")
    #expect(data["method"]?.string == "wallet")
    #expect(data["token"] == nil)
  }

  @Test func aFailureHasAReason() throws {
    let event = PaymentEvent.failed(try payment(.failed))
    #expect(event.eventName == "payment.failed")
    #expect(try JSONDocument(parsing: event.data).root["reason"]?.string == "card_declined")
  }
}
