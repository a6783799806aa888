import Messaging

/// The queues that this service consumes, and the subscribers to its own events.
enum PaymentQueues {
  static let orders = "payment.orders"

  /// The queues of other services that receive this service's events.
  static let subscribers = ["order.payments", "user.audit"].map {
    EventSubscription(queue: $0, eventNames: ["payment.success", "payment.failed", "payment.refunded"])
  }
}
