import CoreMetrics

/// How connectors make their calls, beyond what `@service` says.
public struct ConnectorOptions: Sendable {
  /// Whether identical GETs under way at the same time, on behalf of one identity, are one call.
  public var sharesCalls = true
  /// The time for deadlines, pauses and breakers.
  public var clock: any CallClock = SystemCallClock()
  /// Where the numbers of retries, breakers, queues and shared calls go.
  public var metrics: any MetricsFactory = MetricsSystem.factory
  /// Draws a number for the jitter of pauses.
  public var random: @Sendable (ClosedRange<Int>) -> Int = { Int.random(in: $0) }

  /// The defaults.
  public init() {}
}
