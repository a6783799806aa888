/// What must exist at the broker, all of it durable; declared again at every connect, which changes nothing when it is there.
public struct RabbitMQTopology: Sendable, Equatable {
  /// An exchange.
  public struct Exchange: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// `topic`, `direct`, `fanout` or `headers`.
    public let type: String

    /// Describes an exchange.
    public init(name: String, type: String = "topic") {
      self.name = name
      self.type = type
    }
  }

  /// A queue.
  public struct Queue: Sendable, Hashable {
    /// An argument's value.
    public enum Argument: Sendable, Hashable {
      /// A text.
      case text(String)
      /// A number.
      case number(Int64)
    }

    /// Its name.
    public let name: String
    /// `x-…` arguments. A queue that exists with others is an error (406).
    public let arguments: [String: Argument]

    /// Describes a queue.
    public init(name: String, arguments: [String: Argument] = [:]) {
      self.name = name
      self.arguments = arguments
    }
  }

  /// A binding.
  public struct Binding: Sendable, Hashable {
    /// Where messages end.
    public let queue: String
    /// Where they come from.
    public let exchange: String
    /// Which ones.
    public let routingKey: String

    /// Describes a binding.
    public init(queue: String, exchange: String, routingKey: String) {
      self.queue = queue
      self.exchange = exchange
      self.routingKey = routingKey
    }
  }

  /// Exchanges, declared first.
  public var exchanges: [Exchange]
  /// Queues, declared second.
  public var queues: [Queue]
  /// Bindings, declared last.
  public var bindings: [Binding]

  /// Describes a topology.
  public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
    self.exchanges = exchanges
    self.queues = queues
    self.bindings = bindings
  }

  /// Adds what is not in it yet.
  mutating func merge(_ other: RabbitMQTopology) {
    exchanges += other.exchanges.filter { !exchanges.contains($0) }
    queues += other.queues.filter { !queues.contains($0) }
    bindings += other.bindings.filter { !bindings.contains($0) }
  }
}
