import CRabbitMQ
import TLS

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The address of the broker, and timeouts.
public struct RabbitMQConfiguration: Sendable {
  let host: String
  let port: Int
  let user: String
  let password: String
  let virtualHost: String
  /// The URL's scheme is `amqps`.
  let isSecure: Bool
  /// The files for `amqps`. The broker's certificate must have the URL's host as a DNS name. They are read at each connect.
  public var tls = TLSClientFiles()
  /// Shown in the management UI.
  public var connectionName: String
  /// A peer that is silent for two intervals counts as dead.
  public var heartbeat: Duration
  /// The longest time that connecting, or one operation on a connection, may take.
  public var operationTimeout: Duration
  /// The longest time that a publish may wait for its confirms.
  public var confirmTimeout: Duration

  /// Reads `amqp://user:password@host:port/vhost`, or `amqps://…` (the vhost percent-encoded, `%2f` for `/`); nil for any other text.
  public init?(
    url: String, connectionName: String = "trellis", heartbeat: Duration = .seconds(10), operationTimeout: Duration = .seconds(5),
    confirmTimeout: Duration = .seconds(30)
  ) {
    // amqp_parse_url writes into the text and points into it.
    guard let text = strdup(url) else { return nil }
    defer { free(text) }
    var parsed = amqp_connection_info()
    amqp_default_connection_info(&parsed)
    guard amqp_parse_url(text, &parsed) == AMQP_STATUS_OK.rawValue,
      let host = parsed.host, let user = parsed.user, let password = parsed.password, let virtualHost = parsed.vhost
    else { return nil }
    self.host = String(cString: host)
    self.port = Int(parsed.port)
    self.user = String(cString: user)
    self.password = String(cString: password)
    self.virtualHost = String(cString: virtualHost)
    isSecure = parsed.ssl != 0
    self.connectionName = connectionName
    self.heartbeat = heartbeat
    self.operationTimeout = operationTimeout
    self.confirmTimeout = confirmTimeout
  }
}

extension RabbitMQConfiguration: CustomStringConvertible, CustomReflectable {
  /// Does not contain host or password.
  public var description: String { "RabbitMQConfiguration(\(connectionName))" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
