import CoreMetrics

/// The numbers of the way to one service.
struct ChannelMetrics: Sendable {
  private let retries: Counter
  private let sharedCalls: Counter
  private let breakerRejections: Counter
  private let overloads: Counter
  private let queueWait: Timer
  private let breakerState: Meter

  init(service: String, factory: any MetricsFactory) {
    let service = [("service", service)]
    retries = Counter(label: "gateway_upstream_retries_total", dimensions: service, factory: factory)
    sharedCalls = Counter(label: "gateway_upstream_shared_calls_total", dimensions: service, factory: factory)
    breakerRejections = Counter(label: "gateway_upstream_breaker_rejections_total", dimensions: service, factory: factory)
    overloads = Counter(label: "gateway_upstream_overloads_total", dimensions: service, factory: factory)
    queueWait = Timer(label: "gateway_upstream_queue_wait_seconds", dimensions: service, factory: factory)
    breakerState = Meter(label: "gateway_upstream_breaker_state", dimensions: service, factory: factory)
    breaker(is: .closed)
  }

  /// A call goes out once more.
  func retried() { retries.increment() }

  /// A call was spared, since the same one of the same caller was under way.
  func shared() { sharedCalls.increment() }

  /// A call was not made, since the service counts as down.
  func rejected() { breakerRejections.increment() }

  /// A call was not made, since too many were under way for too long.
  func overloaded() { overloads.increment() }

  /// A call had to wait for room.
  func waited(_ duration: Duration) {
    queueWait.recordNanoseconds(duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
  }

  /// The breaker's state: 0 closed, 1 half open, 2 open.
  func breaker(is state: CircuitBreaker.State) {
    switch state {
    case .closed: breakerState.set(0)
    case .halfOpen: breakerState.set(1)
    case .open: breakerState.set(2)
    }
  }
}
