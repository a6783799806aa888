/// Durable exchanges, queues and bindings. They are declared at every connect, which has no effect when they exist.
public struct RabbitMQTopology: Sendable, Equatable {
  public struct Exchange: Sendable, Hashable {
    public let name: String
    /// `topic`, `direct`, `fanout` or `headers`.
    public let type: String

    public init(name: String, type: String = "topic") {
      self.name = name
      self.type = type
    }
  }

  public struct Queue: Sendable, Hashable {
    public enum Argument: Sendable, Hashable {
      case text(String)
      case number(Int64)
    }

    public let name: String
    /// `x-…` arguments. Declaring a queue that exists with other arguments is an error (406).
    public let arguments: [String: Argument]

    public init(name: String, arguments: [String: Argument] = [:]) {
      self.name = name
      self.arguments = arguments
    }
  }

  public struct Binding: Sendable, Hashable {
    public let queue: String
    public let exchange: String
    public let routingKey: String

    public init(queue: String, exchange: String, routingKey: String) {
      self.queue = queue
      self.exchange = exchange
      self.routingKey = routingKey
    }
  }

  public var exchanges: [Exchange]
  public var queues: [Queue]
  public var bindings: [Binding]

  public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
    self.exchanges = exchanges
    self.queues = queues
    self.bindings = bindings
  }

  /// Adds the parts that are missing.
  mutating func merge(_ other: RabbitMQTopology) {
    exchanges += other.exchanges.filter { !exchanges.contains($0) }
    queues += other.queues.filter { !queues.contains($0) }
    bindings += other.bindings.filter { !bindings.contains($0) }
  }
}
