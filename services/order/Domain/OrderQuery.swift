import SharedKernel

/// Restricts a list of orders; nil means no restriction.
struct OrderFilter: Sendable, Equatable {
  var userID: EntityID?
  var status: OrderStatus?
  var createdFrom: Timestamp?
  var createdBefore: Timestamp?

  /// Whether a list with this filter contains the order.
  func matches(_ order: Order) -> Bool {
    (userID ?? order.userID) == order.userID && (status ?? order.status) == order.status
      && createdFrom.map { order.createdAt >= $0 } ?? true && createdBefore.map { order.createdAt < $0 } ?? true
  }
}

/// The order of a list. The raw value is the value of the `sort` parameter; a minus means descending.
enum OrderSort: String, Sendable, CaseIterable {
  case newest = "-createdAt"
  case oldest = "createdAt"
  case latestChange = "-updatedAt"
  case earliestChange = "updatedAt"
  case highestTotal = "-totalAmount"
  case lowestTotal = "totalAmount"
}
