import SharedKernel

/// Creates the payment of one of the caller's orders. The amount is the order's total.
struct CreatePayment: Sendable {
  let payments: any PaymentRepository
  let orders: any OrderProjectionRepository
  let work: any UnitOfWork
  var now: @Sendable () -> Timestamp = { .now }

  /// Throws `PaymentError.orderNotFound`, `.notTheOwner`, `.orderNotPayable` and `.livePaymentExists`.
  func callAsFunction(orderID: EntityID, method: PaymentMethod, token: String, by caller: Caller) async throws -> Payment {
    try await work.perform {
      guard let order = try await orders.lockShared(orderID), caller.maySee(order.userID) else { throw PaymentError.orderNotFound }
      guard order.userID == caller.userID else { throw PaymentError.notTheOwner }
      guard order.isPayable else { throw PaymentError.orderNotPayable(status: order.status) }
      let payment = Payment(of: order, method: method, token: token, at: now())
      try await payments.add(payment)
      return payment
    }
  }
}
