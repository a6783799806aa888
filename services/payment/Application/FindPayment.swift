import SharedKernel

/// One payment, if it is the caller's to see.
struct FindPayment: Sendable {
  let payments: any PaymentRepository

  /// Throws `PaymentError.notFound` for an unknown or foreign id alike.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> Payment {
    guard let payment = try await payments.find(id), caller.maySee(payment.userID) else { throw PaymentError.notFound }
    return payment
  }

  /// The payment of an order: the one that did not fail, or else the last one that did. Throws `PaymentError.notFound` when there is none.
  func callAsFunction(ofOrder orderID: EntityID, by caller: Caller) async throws -> Payment {
    let found = try await payments.current(ofOrders: [orderID], owner: caller.onlyOwner)
    guard let payment = found.first else { throw PaymentError.notFound }
    return payment
  }
}
