/// What a client keeps and what it puts up with.
public struct HTTPClientConfiguration: Sendable {
  /// Connections to one origin at most, on each loop; further exchanges wait in line, within their timeouts.
  public var connectionsPerOrigin = 64
  /// An unused connection is closed after so long. Less than servers' keep-alive times, so that few turn out stale.
  public var idleTime: Duration = .seconds(30)
  /// Opening a connection may take so long, within the exchange's timeout.
  public var connectTime: Duration = .seconds(5)
  /// Bytes of a response's head.
  public var headBytes = 32 * 1024
  /// Bytes of a response's content.
  public var bodyBytes = 16 * 1024 * 1024

  /// The defaults.
  public init() {}
}
