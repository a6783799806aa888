/// What went wrong with the broker. `description` holds no host, password or body.
public struct RabbitMQError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What a caller branches on.
  public enum Code: Sendable, Hashable {
    /// There is no connection now; nothing was sent.
    case notConnected
    /// The connection was lost before all was confirmed: messages may or may not have arrived. Publish them again.
    case connectionLost
    /// The broker did not confirm in time: as with `connectionLost`, messages may have arrived.
    case timedOut
    /// These message ids reached no queue, or were refused by one; all other messages of the call have arrived.
    case undelivered(unroutable: [String], refused: [String])
    /// The client is stopped.
    case stopped
    /// The caller's task was cancelled.
    case cancelled
    /// The broker answered an operation with an AMQP error, such as 403, 404 or 406.
    case refusedByBroker(replyCode: Int)
  }

  /// What a caller branches on.
  public let code: Code
  /// The library's or the broker's words, which may name hosts and queues: for the log, never for a client.
  public let detail: String?

  /// Makes an error.
  public init(_ code: Code, detail: String? = nil) {
    self.code = code
    self.detail = detail
  }

  /// Safe to show.
  public var description: String {
    switch code {
    case .notConnected: "the message broker is not available"
    case .connectionLost: "the connection to the message broker was lost"
    case .timedOut: "the message broker took too long"
    case .undelivered(let unroutable, let refused): "\(unroutable.count) messages had no queue, \(refused.count) were refused"
    case .stopped: "the client is stopped"
    case .cancelled: "the call was cancelled"
    case .refusedByBroker(let replyCode): "the message broker refused the operation (\(replyCode))"
    }
  }
}
