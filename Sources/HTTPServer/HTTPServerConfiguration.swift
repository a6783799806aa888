import HTTPCore

/// Where a server listens and what it puts up with.
public struct HTTPServerConfiguration: Sendable {
  /// A numeric address of this machine; `0.0.0.0` and `::` mean all of them.
  public var host: String
  /// The port; 0 takes a free one.
  public var port: Int
  /// Sizes and times of requests.
  public var limits: HTTPLimits
  /// Open connections at most, all loops together; further ones wait in the system's queue.
  public var maximumConnections = 16_384
  /// How long a graceful stop waits for what is in flight.
  public var drainTime: Duration = .seconds(30)
  /// How long, of that, an idle connection stays open, so that a request which is already under way to us is answered and not cut off.
  public var drainIdleTime: Duration = .milliseconds(500)
  /// What the Server field says; nil leaves it out.
  public var serverName: String?
  /// What the server answers by itself, to a request that never comes to a handler: too large, malformed, too slow.
  public var refusal: @Sendable (HTTPError) -> HTTPResponse = ErrorResponse.make

  /// A configuration with the design's limits.
  public init(host: String = "127.0.0.1", port: Int = 0, limits: HTTPLimits = HTTPLimits()) {
    self.host = host
    self.port = port
    self.limits = limits
  }
}
