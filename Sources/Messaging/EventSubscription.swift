/// A queue and the types of events that it gets.
public struct EventSubscription: Sendable, Hashable {
  /// `{service}.{purpose}`.
  public let queue: String
  /// The routing keys that it is bound to.
  public let eventTypes: [String]

  /// A queue of these event types.
  public init(queue: String, eventTypes: [String]) {
    self.queue = queue
    self.eventTypes = eventTypes
  }

  /// Orders follow their payments.
  public static let orderPayments = EventSubscription(
    queue: "order.payments", eventTypes: ["payment.success", "payment.failed", "payment.refunded"])
  /// What a deleted user left pending is cancelled.
  public static let orderUsers = EventSubscription(queue: "order.users", eventTypes: ["user.deleted"])
  /// Payments learn of orders.
  public static let paymentOrders = EventSubscription(
    queue: "payment.orders", eventTypes: ["order.created", "order.status_changed", "order.deleted"])
  /// What happens to orders and payments is written down.
  public static let userAudit = EventSubscription(
    queue: "user.audit", eventTypes: paymentOrders.eventTypes + orderPayments.eventTypes)

  /// Every queue of the system. Whoever publishes declares all of them first, so that an event never comes before the queue of a
  /// service that has not started yet.
  public static let all: [EventSubscription] = [orderPayments, orderUsers, paymentOrders, userAudit]
}
