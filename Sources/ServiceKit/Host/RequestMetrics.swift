import Metrics
import Observability
import Synchronization

/// Counts and times requests by route and status: `http_requests_total` and `http_request_duration_seconds`.
final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private struct Series {
    let count: Counter
    let time: Metrics.Timer
  }

  private let registry: PrometheusRegistry
  private let series = Mutex<[Key: Series]>([:])

  init(registry: PrometheusRegistry) { self.registry = registry }

  func record(route: String, status: Int, duration: Duration) {
    let key = Key(route: route, status: status)
    let found = series.withLock { series in
      if let found = series[key] { return found }
      let made = Series(
        count: Counter(label: "http_requests_total", dimensions: [("route", route), ("status", String(status))], factory: registry),
        time: Metrics.Timer(label: "http_request_duration_seconds", dimensions: [("route", route)], factory: registry))
      series[key] = made
      return made
    }
    found.count.increment()
    found.time.recordNanoseconds(Int64(duration / .nanoseconds(1)))
  }
}
