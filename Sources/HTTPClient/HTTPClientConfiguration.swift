import TLS

/// The connections of a client, and its limits.
public struct HTTPClientConfiguration: Sendable {
  /// The limits on a response. `ResponseParser` checks them.
  public struct Limits: Sendable {
    /// Bytes of the status line and the header section together.
    public var headBytes = 32 * 1024
    /// Bytes of the content.
    public var bodyBytes = 16 * 1024 * 1024

    public init() {}
  }

  /// The maximum number of connections to one origin on each loop. Further exchanges wait, within their timeouts.
  public var connectionsPerOrigin = 64
  /// How long an idle connection stays open. Shorter than the keep-alive time of servers, so that few are found closed.
  public var idleTime: Duration = .seconds(30)
  /// The timeout for opening a connection, within that of the exchange.
  public var connectTime: Duration = .seconds(5)
  /// The limits on a response.
  public var limits = Limits()
  /// For `https` requests that bring no context of their own. Nil refuses them.
  public var tls: TLSClientContext?

  public init() {}
}
