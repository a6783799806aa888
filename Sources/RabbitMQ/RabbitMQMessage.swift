/// A message to publish: persistent, and mandatory (it must reach a queue).
public struct RabbitMQMessage: Sendable, Equatable {
  /// Where it goes.
  public var exchange: String
  /// Which bindings match.
  public var routingKey: String
  /// `message-id`; unique among the messages under way.
  public var id: String
  /// `content-type`.
  public var contentType: String
  /// Text headers.
  public var headers: [String: String]
  /// The body.
  public var body: [UInt8]

  /// Makes a message.
  public init(
    exchange: String, routingKey: String, id: String, contentType: String = "application/json", headers: [String: String] = [:],
    body: [UInt8]
  ) {
    self.exchange = exchange
    self.routingKey = routingKey
    self.id = id
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }
}

/// A message that a consumer was given.
public struct RabbitMQDelivery: Sendable {
  /// Where it was published to.
  public let exchange: String
  /// With which key.
  public let routingKey: String
  /// Whether the broker has delivered it before, to whomever.
  public let isRedelivered: Bool
  /// `message-id`, nil when the publisher gave none.
  public let messageID: String?
  /// `content-type`.
  public let contentType: String?
  /// The headers that are text.
  public let headers: [String: String]
  /// The body.
  public let body: [UInt8]

  let receipt: DeliveryReceipt
}

/// What a consumer answers.
public enum RabbitMQAcknowledgement: Sendable, Equatable {
  /// Done with: the broker forgets it.
  case acknowledge
  /// Not possible now: the broker delivers it again, to whomever.
  case requeue
  /// Never possible: it goes to the queue's dead-letter exchange.
  case deadLetter
}

/// Names one delivery to the broker. It is worthless on any other connection than the one that it came by.
struct DeliveryReceipt: Sendable, Equatable {
  let generation: UInt64
  let channel: UInt16
  let tag: UInt64
}
