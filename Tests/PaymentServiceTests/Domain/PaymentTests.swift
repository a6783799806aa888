import SharedKernel
import Testing

@testable import PaymentService

@Suite struct PaymentTests {
  let now = Timestamp(microseconds: 1_700_000_000_000_000)
  let order = OrderProjection(id: .make(), userID: .make(), amount: Money(hundredths: 1000), status: "pending", sequence: 1)

  func payment(_ status: PaymentStatus) throws -> Payment {
    var payment = Payment(of: order, method: .card, token: "tok_ok", at: now)
    try payment.bring(to: status, at: now)
    return payment
  }

  @Test func theAmountIsTheOrders() throws {
    let payment = try payment(.pending)
    #expect(payment.amount == order.amount && payment.userID == order.userID && payment.orderID == order.id)
    #expect(payment.status == .pending)
  }

  @Test func settlingDeletesTheToken() throws {
    #expect(try payment(.processing).token == "tok_ok")
    #expect(try payment(.success).token == nil)
    #expect(try payment(.failed).token == nil)
    #expect(try payment(.failed).failureReason == "card_declined")
  }

  @Test(arguments: [PaymentStatus.processing, .success, .failed, .refunded])
  func onlyAPendingPaymentBegins(status: PaymentStatus) throws {
    var payment = try payment(status)
    #expect(throws: PaymentError.illegalStateChange(from: status, to: .processing)) { try payment.begin(at: now) }
  }

  @Test(arguments: [PaymentStatus.pending, .processing, .failed, .refunded])
  func onlyASuccessfulPaymentIsRefunded(status: PaymentStatus) throws {
    var payment = try payment(status)
    #expect(throws: PaymentError.illegalStateChange(from: status, to: .refunded)) { try payment.beginRefund(of: nil, at: now) }
  }

  @Test func partialRefundsAddUpToTheAmount() throws {
    var payment = try payment(.success)
    var first = try payment.beginRefund(of: Money(hundredths: 400), at: now)
    #expect(payment.refundableAmount.hundredths == 600)
    first.status = .success
    #expect(try payment.settle(first, at: now) == .refunded(payment, first))
    #expect(payment.status == .success && payment.refundedAmount.hundredths == 400)
    #expect(throws: PaymentError.refundTooLarge(left: Money(hundredths: 600))) {
      try payment.beginRefund(of: Money(hundredths: 601), at: now)
    }
    var rest = try payment.beginRefund(of: nil, at: now)
    #expect(rest.amount.hundredths == 600)
    rest.status = .success
    _ = try payment.settle(rest, at: now)
    #expect(payment.status == .refunded && payment.refundedAmount == payment.amount)
  }

  @Test func aRefusedRefundReleasesItsAmount() throws {
    var payment = try payment(.success)
    var refund = try payment.beginRefund(of: nil, at: now)
    #expect(payment.refundableAmount == .zero)
    refund.status = .failed
    #expect(try payment.settle(refund, at: now) == nil)
    #expect(payment.refundableAmount == payment.amount && payment.status == .success)
  }

  @Test func anInterruptedPaymentIsResumedOnlyAfterItsTime() throws {
    var payment = try payment(.processing)
    #expect(throws: PaymentError.beingProcessed) { try payment.resume(after: .seconds(30), at: now.advanced(by: .seconds(29))) }
    try payment.resume(after: .seconds(30), at: now.advanced(by: .seconds(30)))
    #expect(payment.processingSince == now.advanced(by: .seconds(30)))
  }
}
