import CoreMetrics

/// The metrics of the calls to one upstream.
struct ChannelMetrics: Sendable {
  private let retries: Counter
  private let sharedCalls: Counter
  private let breakerRejections: Counter
  private let overloads: Counter
  private let queueWait: Timer
  private let breakerState: Meter

  init(upstream: String, factory: any MetricsFactory) {
    let dimensions = [("service", upstream)]
    retries = Counter(label: "gateway_upstream_retries_total", dimensions: dimensions, factory: factory)
    sharedCalls = Counter(label: "gateway_upstream_shared_calls_total", dimensions: dimensions, factory: factory)
    breakerRejections = Counter(label: "gateway_upstream_breaker_rejections_total", dimensions: dimensions, factory: factory)
    overloads = Counter(label: "gateway_upstream_overloads_total", dimensions: dimensions, factory: factory)
    queueWait = Timer(label: "gateway_upstream_queue_wait_seconds", dimensions: dimensions, factory: factory)
    breakerState = Meter(label: "gateway_upstream_breaker_state", dimensions: dimensions, factory: factory)
    breaker(is: .closed)
  }

  func retried() { retries.increment() }

  /// Counts a call that took the response of an identical running call.
  func shared() { sharedCalls.increment() }

  /// Counts a call that the circuit breaker rejected.
  func rejected() { breakerRejections.increment() }

  /// Counts a call that waited for the concurrency limiter until its deadline.
  func overloaded() { overloads.increment() }

  /// Records the time that a call waited for the concurrency limiter.
  func waited(_ duration: Duration) {
    queueWait.recordNanoseconds(duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
  }

  /// Records the breaker's state: 0 closed, 1 half open, 2 open.
  func breaker(is state: CircuitBreaker.State) {
    switch state {
    case .closed: breakerState.set(0)
    case .halfOpen: breakerState.set(1)
    case .open: breakerState.set(2)
    }
  }
}
