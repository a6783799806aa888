import CoreMetrics
import Observability
import Synchronization

/// Counts and times requests: `{name}_requests_total` by route and status, `{name}_request_duration_seconds` by route.
public final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private struct Series {
    let count: any CounterHandler
    let time: any TimerHandler
  }

  private let registry: PrometheusRegistry
  private let name: String
  private let label: String
  private let series = Mutex<[Key: Series]>([:])

  /// - Parameters:
  ///   - name: The prefix of both metrics' names.
  ///   - label: The label that tells routes apart, such as `route`; `service` for calls to upstreams.
  public init(registry: PrometheusRegistry, name: String = "http", label: String = "route") {
    self.registry = registry
    self.name = name
    self.label = label
  }

  /// - Parameters:
  ///   - route: One of the process's own names, never text from a client.
  ///   - status: The status code; 0, written as `none`, when there was no response.
  ///   - duration: Nil if it is not known.
  public func record(route: String, status: Int, duration: Duration?) {
    let key = Key(route: route, status: status)
    let found = series.withLock { series in
      if let found = series[key] { return found }
      let made = makeSeries(key)
      series[key] = made
      return made
    }
    found.count.increment(by: 1)
    if let duration { found.time.recordNanoseconds(duration.nanoseconds) }
  }

  private func makeSeries(_ key: Key) -> Series {
    let status = key.status == 0 ? "none" : String(key.status)
    return Series(
      count: registry.makeCounter(label: "\(name)_requests_total", dimensions: [(label, key.route), ("status", status)]),
      time: registry.makeTimer(label: "\(name)_request_duration_seconds", dimensions: [(label, key.route)]))
  }
}

extension Duration {
  /// The duration in whole nanoseconds.
  package var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }

  /// The duration in milliseconds, to the microsecond.
  package var milliseconds: Double { Double(nanoseconds / 1000) / 1000 }
}
