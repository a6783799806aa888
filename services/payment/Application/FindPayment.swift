import SharedKernel

/// Finds one payment that the caller may see.
struct FindPayment: Sendable {
  let payments: any PaymentRepository

  /// Throws `PaymentError.notFound` if the payment does not exist or belongs to another user.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> Payment {
    guard let payment = try await payments.find(id), caller.maySee(payment.userID) else { throw PaymentError.notFound }
    return payment
  }

  /// The payment of an order: the one that did not fail, or else the last failed one. Throws `PaymentError.notFound` if there is none.
  func callAsFunction(ofOrder orderID: EntityID, by caller: Caller) async throws -> Payment {
    let found = try await payments.current(ofOrders: [orderID], owner: caller.onlyOwner)
    guard let payment = found.first else { throw PaymentError.notFound }
    return payment
  }
}
