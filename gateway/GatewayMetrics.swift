import CoreMetrics
import HTTPCore
import Observability
import Synchronization

/// The gateway's own numbers: requests at its front, calls at its back.
final class GatewayMetrics: Sendable {
  /// What `/metrics` renders.
  let registry: PrometheusRegistry

  private struct Key: Hashable {
    let kind: StaticText
    let name: String
    let status: Int
  }
  private enum StaticText: Hashable { case request, call }
  private let reloads: (applied: any CounterHandler, refused: any CounterHandler)
  private let sharedOperations: any CounterHandler
  private struct Series {
    let count: any CounterHandler
    let time: any TimerHandler
  }

  private let series = Mutex<[Key: Series]>([:])

  init(registry: PrometheusRegistry = PrometheusRegistry()) {
    self.registry = registry
    let reloads = ["applied", "refused"].map {
      registry.makeCounter(label: "gateway_schema_reloads_total", dimensions: [("result", $0)])
    }
    self.reloads = (reloads[0], reloads[1])
    sharedOperations = registry.makeCounter(label: "gateway_shared_operations_total", dimensions: [])
  }

  /// Counts an operation that was spared, since the same one of the same caller was under way.
  func sharedOperation() { sharedOperations.increment(by: 1) }

  /// Counts a change of the schema files.
  func reload(isApplied: Bool) { (isApplied ? reloads.applied : reloads.refused).increment(by: 1) }

  /// Counts an answered request. `route` is one of ours, never a path that a client made up.
  func request(route: String, status: HTTPStatus, took: Duration) {
    note(Key(kind: .request, name: route, status: status.code), took: took) { registry, key in
      Series(
        count: registry.makeCounter(
          label: "gateway_http_requests_total", dimensions: [("route", key.name), ("status", String(key.status))]),
        time: registry.makeTimer(label: "gateway_http_request_duration_seconds", dimensions: [("route", key.name)]))
    }
  }

  /// Counts a call to a service; status 0 is one without an answer.
  func call(service: String, status: Int, took: Duration) {
    note(Key(kind: .call, name: service, status: status), took: took) { registry, key in
      Series(
        count: registry.makeCounter(
          label: "gateway_upstream_requests_total",
          dimensions: [("service", key.name), ("status", key.status == 0 ? "none" : String(key.status))]),
        time: registry.makeTimer(label: "gateway_upstream_request_duration_seconds", dimensions: [("service", key.name)]))
    }
  }

  private func note(_ key: Key, took: Duration, make: (PrometheusRegistry, Key) -> Series) {
    let found = series.withLock { series in
      if let known = series[key] { return known }
      let made = make(registry, key)
      series[key] = made
      return made
    }
    found.count.increment(by: 1)
    found.time.recordNanoseconds(took.nanoseconds)
  }
}

extension Duration {
  /// The duration in whole nanoseconds.
  fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }

  /// The duration in milliseconds, to the microsecond.
  var milliseconds: Double { Double(nanoseconds / 1000) / 1000 }
}
