/// A change of an order that other services are told about.
enum OrderEvent: Sendable, Equatable {
  case created(Order)
  case statusChanged(Order, from: OrderStatus, actor: OrderActor)
  case deleted(Order, actor: OrderActor)
}

/// Records order events in the transaction of the change.
protocol OrderEventLog: Sendable {
  /// Records the events for publication. They are published only if the transaction commits.
  func append(_ events: [OrderEvent]) async throws
}
