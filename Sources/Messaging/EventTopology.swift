import RabbitMQ
import SharedKernel

/// The names of the event exchanges, and what stands at the broker for them.
public struct EventTopology: Sendable, Equatable {
  /// The topic exchange that all events go to; the routing key is the event's type.
  public let exchange: String
  /// Where queues put what they cannot apply.
  public let deadLetterExchange: String
  /// A queue with the last events of all types, for operators to look at, so that no event is ever without a queue.
  public let recentQueue: String
  /// How many events `recentQueue` keeps.
  public static let recentLimit: Int64 = 1000

  /// `domain.events` and its companions.
  public static let domainEvents = EventTopology(exchange: "domain.events", subscriptions: EventSubscription.all)

  /// The queues that publishers declare.
  public let subscriptions: [EventSubscription]

  /// An exchange, the companions named after it, and the queues of its known consumers.
  public init(exchange: String, subscriptions: [EventSubscription] = []) {
    self.exchange = exchange
    self.subscriptions = subscriptions
    deadLetterExchange = exchange + ".dlx"
    recentQueue = exchange + ".recent"
  }

  /// What publishers need: the exchange, the queue of recent events, and the queues of everybody who wants the events, so that none is
  /// published before the queue of a service that has never run yet.
  public var forPublishing: RabbitMQTopology {
    let known = subscriptions.map { forConsuming(queue: $0.queue, eventTypes: $0.eventTypes) }
    return RabbitMQTopology(
      exchanges: [.init(name: exchange), .init(name: deadLetterExchange)],
      queues: [.init(name: recentQueue, arguments: ["x-max-length": .number(Self.recentLimit)])] + known.flatMap(\.queues),
      bindings: [.init(queue: recentQueue, exchange: exchange, routingKey: "#")] + known.flatMap(\.bindings))
  }

  /// What a consumer needs: its queue, and beside it the queue of its dead letters.
  public func forConsuming(queue: String, eventTypes: [EventType]) -> RabbitMQTopology {
    let dead = Self.deadLetterQueue(of: queue)
    let arguments: [String: RabbitMQTopology.Queue.Argument] = [
      "x-dead-letter-exchange": .text(deadLetterExchange), "x-dead-letter-routing-key": .text(queue),
    ]
    return RabbitMQTopology(
      exchanges: [.init(name: exchange), .init(name: deadLetterExchange)],
      queues: [.init(name: dead), .init(name: queue, arguments: arguments)],
      bindings: [.init(queue: dead, exchange: deadLetterExchange, routingKey: queue)]
        + eventTypes.map { .init(queue: queue, exchange: exchange, routingKey: $0.rawValue) })
  }

  /// `{queue}.dead`.
  public static func deadLetterQueue(of queue: String) -> String { queue + ".dead" }
}
