import CoreMetrics

/// Settings of the process for all upstream calls.
public struct UpstreamOptions: Sendable {
  /// Whether identical GET requests with the same identity that run at the same time become one call.
  public var sharesCalls = true
  /// Whether clients get the values of the scalar `Decimal` as strings, whatever form an upstream sends.
  public var writesDecimalsAsStrings = false
  /// Whether the process verifies the tokens of callers. Without that, `{$claims…}` does not compose.
  public var verifiesTokens = false
  /// The clock for deadlines, pauses and circuit breakers.
  public var clock: any CallClock = SystemCallClock()
  /// Where retries, breaker states, queues and shared calls are counted.
  public var metrics: any MetricsFactory = MetricsSystem.factory
  /// Receives each attempt of a call whose response cannot be used.
  public var onFailure: (@Sendable (FailedCall) -> Void)?
  /// The random source for the jitter of pauses.
  public var random: @Sendable (ClosedRange<Int>) -> Int = { Int.random(in: $0) }

  public init() {}
}
