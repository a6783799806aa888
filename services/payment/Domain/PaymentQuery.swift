import SharedKernel

/// Which payments a list holds; nil means no restriction.
struct PaymentFilter: Sendable, Equatable {
  var userID: EntityID?
  var status: PaymentStatus?

  /// Whether a list with this filter holds the payment.
  func matches(_ payment: Payment) -> Bool {
    (userID ?? payment.userID) == payment.userID && (status ?? payment.status) == payment.status
  }
}

/// What comes first in a list. The raw value is the word of the `sort` parameter; a minus turns the order round.
enum PaymentSort: String, Sendable, CaseIterable {
  case newest = "-createdAt"
  case oldest = "createdAt"
  case latestChange = "-updatedAt"
  case earliestChange = "updatedAt"
  case highestAmount = "-amount"
  case lowestAmount = "amount"
}
