import RabbitMQ

/// A queue, named `{service}.{purpose}`, and the names of the events that it receives.
public struct EventSubscription: Sendable, Hashable {
  public let queue: String
  public let eventNames: [String]

  public init(queue: String, eventNames: [String]) {
    self.queue = queue
    self.eventNames = eventNames
  }
}

/// The names of the event exchanges, and what is declared at the broker for them.
struct EventTopology: Sendable, Equatable {
  /// The topic exchange that all events go to; the routing key is the event's name.
  let exchange: String
  /// The queues that receive the events of this publisher.
  let subscribers: [EventSubscription]
  /// The exchange of the events that a consumer could not apply.
  var deadLetterExchange: String { exchange + ".dlx" }
  /// A queue with the last events of all names. Operators read it, and it keeps every event routable.
  var recentQueue: String { exchange + ".recent" }
  /// How many events `recentQueue` keeps.
  static let recentLimit: Int64 = 1000

  /// `exchange` is `domain.events` but for tests.
  init(exchange: String = "domain.events", subscribers: [EventSubscription]) {
    self.exchange = exchange
    self.subscribers = subscribers
  }

  /// What a publisher declares: the exchange, the queue of recent events, and the queues of all subscribers. No event is then published
  /// before the queue of a service that has not started yet exists.
  var forPublishing: RabbitMQTopology {
    let known = subscribers.map(forConsuming)
    return RabbitMQTopology(
      exchanges: [.init(name: exchange), .init(name: deadLetterExchange)],
      queues: [.init(name: recentQueue, arguments: ["x-max-length": .number(Self.recentLimit)])] + known.flatMap(\.queues),
      bindings: [.init(queue: recentQueue, exchange: exchange, routingKey: "#")] + known.flatMap(\.bindings))
  }

  /// What a consumer declares: its queue, and the queue of its dead letters.
  func forConsuming(_ subscription: EventSubscription) -> RabbitMQTopology {
    let queue = subscription.queue
    let dead = queue + ".dead"
    let arguments: [String: RabbitMQTopology.Queue.Argument] = [
      "x-dead-letter-exchange": .text(deadLetterExchange), "x-dead-letter-routing-key": .text(queue),
    ]
    return RabbitMQTopology(
      exchanges: [.init(name: exchange), .init(name: deadLetterExchange)],
      queues: [.init(name: dead), .init(name: queue, arguments: arguments)],
      bindings: [.init(queue: dead, exchange: deadLetterExchange, routingKey: queue)]
        + subscription.eventNames.map { .init(queue: queue, exchange: exchange, routingKey: $0) })
  }
}
