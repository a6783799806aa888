import SharedKernel

/// Which orders a list holds; nil means no restriction.
struct OrderFilter: Sendable, Equatable {
  var userID: EntityID?
  var status: OrderStatus?
  /// Placed at this time or later.
  var createdFrom: Timestamp?
  /// Placed before this time.
  var createdBefore: Timestamp?

  /// Whether a list with this filter holds the order.
  func matches(_ order: Order) -> Bool {
    (userID ?? order.userID) == order.userID && (status ?? order.status) == order.status
      && createdFrom.map { order.createdAt >= $0 } ?? true && createdBefore.map { order.createdAt < $0 } ?? true
  }
}

/// What comes first in a list. The raw value is the word of the `sort` parameter; a minus turns the order round.
enum OrderSort: String, Sendable, CaseIterable {
  case newest = "-createdAt"
  case oldest = "createdAt"
  case latestChange = "-updatedAt"
  case earliestChange = "updatedAt"
  case highestTotal = "-totalAmount"
  case lowestTotal = "totalAmount"
}
