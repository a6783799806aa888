import Messaging

/// The queues that this service consumes, and the subscribers to its own events.
enum OrderQueues {
  static let payments = "order.payments"
  static let users = "order.users"

  /// The queues of other services that receive this service's events.
  static let subscribers = ["payment.orders", "user.audit"].map {
    EventSubscription(queue: $0, eventNames: ["order.created", "order.status_changed", "order.deleted"])
  }
}
