/// The limits on a request, its connection and its response, with the status of a request that exceeds one.
///
/// A new limit is a property here and its check: in `RequestParser` for sizes, in `ServerConnection` for times.
public struct HTTPLimits: Sendable {
  /// Bytes of request line and header section together → 431.
  public var headBytes = 16 * 1024
  /// Bytes of the request target → 414.
  public var targetBytes = 8 * 1024
  /// Bytes of the content → 413.
  public var bodyBytes = 1024 * 1024
  /// Time from the acceptance of a connection to the end of its TLS handshake; the connection is then closed.
  public var handshakeTime: Duration = .seconds(10)
  /// Time from a request's first byte to the end of its head → 408.
  public var headTime: Duration = .seconds(10)
  /// Time between two pieces of a body → 408.
  public var bodyStallTime: Duration = .seconds(30)
  /// Time between two requests of a connection, which is then closed without a response.
  public var idleTime: Duration = .seconds(75)
  /// Time in which the client must accept some bytes of a response, or the connection is closed.
  public var writeStallTime: Duration = .seconds(30)

  /// The defaults of the design.
  public init() {}
}
