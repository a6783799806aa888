import Concurrency
import CoreMetrics
import Observability

/// Counts and times requests: `{name}_requests_total` by route and status, `{name}_request_duration_seconds` by route, and
/// `{name}_requests_in_flight`.
public final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private struct Series: Sendable {
    let count: any CounterHandler
    let time: any TimerHandler
  }

  /// The series that a thread has used.
  private struct KnownSeries: Sendable {
    var all: [Key: Series] = [:]
    /// The one that was used last: most requests of a process are of one route.
    var last: (key: Key, series: Series)?
  }

  private let registry: PrometheusRegistry
  private let name: String
  private let label: String
  private let series = Striped(KnownSeries())
  /// A request may end on another thread than it has begun on, so only the sum means something.
  private let running = Striped(0)

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
      var count = 0
      running.forEach { count += $0 }
      return [.init(Double(count))]
    }
  }

  /// Call it when a request begins, and `end` when it has ended.
  public func begin() { running.withLock { $0 += 1 } }

  public func end() { running.withLock { $0 -= 1 } }

  /// - Parameters:
  ///   - route: One of the process's own names, never text from a client.
  ///   - status: The status code; 0, written as `none`, when there was no response.
  ///   - duration: Nil if it is not known.
  public func record(route: String, status: Int, duration: Duration?) {
    let key = Key(route: route, status: status)
    let found = series.withLock { series in
      if let last = series.last, last.key == key { return last.series }
      let found = series.all[key] ?? makeSeries(key)
      series.all[key] = found
      series.last = (key, found)
      return found
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
