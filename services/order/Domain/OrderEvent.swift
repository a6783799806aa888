/// What happened to an order; told to the rest of the system in the same transaction.
enum OrderEvent: Sendable, Equatable {
  case created(Order)
  case statusChanged(Order, from: OrderStatus, actor: OrderActor)
  case deleted(Order, actor: OrderActor)
}

/// Where order events are put down, in the transaction of the change that they tell of.
protocol OrderEventLog: Sendable {
  /// Keeps the events for publication. Nothing is published when the transaction does not commit.
  func append(_ events: [OrderEvent]) async throws
}
