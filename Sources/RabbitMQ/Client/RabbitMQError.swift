/// An error of the broker or of the connection to it. `description` does not contain hosts, passwords or bodies.
public struct RabbitMQError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// There is no connection. Nothing was sent.
    case notConnected
    /// The connection was lost before all messages were confirmed. Some may have arrived; publish them again.
    case connectionLost
    /// The broker did not confirm in time. As with `connectionLost`, some messages may have arrived.
    case timedOut
    /// No queue received these message ids, or the broker refused them. All other messages of the call have arrived.
    case undelivered(unroutable: [String], refused: [String])
    case stopped
    case cancelled
    /// The broker replied with an AMQP error, such as 403, 404 or 406.
    case refusedByBroker(replyCode: Int)
  }

  public let code: Code
  /// The message of the library or the broker. It may contain hosts and queues: log it, and never show it to a client.
  public let detail: String?

  public init(_ code: Code, detail: String? = nil) {
    self.code = code
    self.detail = detail
  }

  /// Safe to show to a client.
  public var description: String {
    switch code {
    case .notConnected: "the message broker is not available"
    case .connectionLost: "the connection to the message broker was lost"
    case .timedOut: "the message broker did not confirm in time"
    case .undelivered(let unroutable, let refused): "\(unroutable.count) messages had no queue, \(refused.count) were refused"
    case .stopped: "the client is stopped"
    case .cancelled: "the call was cancelled"
    case .refusedByBroker(let replyCode): "the message broker refused the operation (\(replyCode))"
    }
  }
}
