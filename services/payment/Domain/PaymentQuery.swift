import SharedKernel

/// Restricts a list of payments; nil means no restriction.
struct PaymentFilter: Sendable, Equatable {
  var userID: EntityID?
  var status: PaymentStatus?

  /// Whether a list with this filter contains the payment.
  func matches(_ payment: Payment) -> Bool {
    (userID ?? payment.userID) == payment.userID && (status ?? payment.status) == payment.status
  }
}

/// The order of a list. The raw value is the value of the `sort` parameter; a minus means descending.
enum PaymentSort: String, Sendable, CaseIterable {
  case newest = "-createdAt"
  case oldest = "createdAt"
  case latestChange = "-updatedAt"
  case earliestChange = "updatedAt"
  case highestAmount = "-amount"
  case lowestAmount = "amount"
}
