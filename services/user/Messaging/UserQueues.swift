import Messaging

/// The queues that this service consumes, and the subscribers to its own events.
enum UserQueues {
  static let audit = "user.audit"
  static let mail = "user.mail"

  /// The queues of other services that receive this service's events. `user.mail` is not declared here: only development has a mail sink,
  /// and elsewhere nothing would ever consume that queue.
  static let subscribers = [EventSubscription(queue: "order.users", eventNames: ["user.deleted"])]
}
