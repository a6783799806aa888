import SharedKernel

/// A queue and the types of events that it gets.
public struct EventSubscription: Sendable, Hashable {
  /// `{service}.{purpose}`.
  public let queue: String
  /// The routing keys that it is bound to.
  public let eventTypes: [EventType]

  /// A queue of these event types.
  public init(queue: String, eventTypes: [EventType]) {
    self.queue = queue
    self.eventTypes = eventTypes
  }

  /// Orders follow their payments.
  public static let orderPayments = EventSubscription(
    queue: "order.payments", eventTypes: [.paymentSucceeded, .paymentFailed, .paymentRefunded])
  /// What a deleted user left pending is cancelled.
  public static let orderUsers = EventSubscription(queue: "order.users", eventTypes: [.userDeleted])
  /// Payments learn of orders.
  public static let paymentOrders = EventSubscription(
    queue: "payment.orders", eventTypes: [.orderCreated, .orderStatusChanged, .orderDeleted])
  /// What happens to orders and payments is written down.
  public static let userAudit = EventSubscription(
    queue: "user.audit", eventTypes: paymentOrders.eventTypes + orderPayments.eventTypes)
  /// What makes the user service write a letter. Not among `all`: the letters end in the development mail sink, and elsewhere nobody
  /// would ever take an event from this queue.
  public static let userMail = EventSubscription(queue: "user.mail", eventTypes: [.userCreated, .userUpdated, .passwordResetRequested])

  /// Every queue of the system. Whoever publishes declares all of them first, so that an event never comes before the queue of a
  /// service that has not started yet.
  public static let all: [EventSubscription] = [orderPayments, orderUsers, paymentOrders, userAudit]
}
