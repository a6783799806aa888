/// A message to publish. It is persistent and mandatory: at least one queue must receive it.
public struct RabbitMQMessage: Sendable, Equatable {
  public var exchange: String
  public var routingKey: String
  /// `message-id`; unique among the messages that are not confirmed.
  public var id: String
  public var contentType: String
  public var headers: [String: String]
  public var body: [UInt8]

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

/// A message that a consumer received.
public struct RabbitMQDelivery: Sendable {
  public let exchange: String
  public let routingKey: String
  /// Whether the broker has delivered it before, to any consumer.
  public let isRedelivered: Bool
  /// `message-id`, if the publisher set one.
  public let messageID: String?
  public let contentType: String?
  /// The headers whose values are text.
  public let headers: [String: String]
  public let body: [UInt8]

  let receipt: DeliveryReceipt
}

/// A consumer's reply to a delivery.
public enum RabbitMQAcknowledgement: Sendable, Equatable {
  /// The broker removes the message.
  case acknowledge
  /// The broker delivers the message again, to any consumer.
  case requeue
  /// The broker sends the message to the queue's dead-letter exchange.
  case deadLetter
}

/// Identifies one delivery. It is valid only on the connection that the delivery arrived on.
struct DeliveryReceipt: Sendable, Equatable {
  let generation: UInt64
  let channel: UInt16
  let tag: UInt64
}
