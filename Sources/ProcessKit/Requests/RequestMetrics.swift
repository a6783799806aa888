import CoreMetrics
import Observability
import Synchronization

/// Counts and times requests: `{name}_requests_total` by route and status, `{name}_request_duration_seconds` by route, and
/// `{name}_requests_in_flight`.
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
  private let running = Running()

  private final class Running: Sendable { let count = Atomic<Int>(0) }

  /// - Parameters:
  ///   - name: The prefix of the metrics' names.
  ///   - label: The label that tells routes apart, such as `route`; `service` for calls to upstreams.
  ///   - requests: What is counted, for the descriptions.
  public init(registry: PrometheusRegistry, name: String = "http", label: String = "route", requests: String = "HTTP requests") {
    self.registry = registry
    self.name = name
    self.label = label
    registry.describe("\(name)_requests_total", "\(requests), by \(label) and status.")
    registry.describe("\(name)_request_duration_seconds", "How long \(requests) took, by \(label), in seconds.")
    registry.observe("\(name)_requests_in_flight", .gauge, "\(requests) that are being answered now.") { [running] in
      [.init(Double(running.count.load(ordering: .relaxed)))]
    }
  }

  /// Call it when a request begins, and `end` when it has ended.
  public func begin() { running.count.add(1, ordering: .relaxed) }

  public func end() { running.count.subtract(1, ordering: .relaxed) }

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
