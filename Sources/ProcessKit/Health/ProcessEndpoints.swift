import HTTPCore
import Observability

/// The endpoints for operators that every process has: `/health`, `/ready` and `/metrics`.
///
/// `/health` is 200 as long as the process answers: a restart would not repair its dependencies. `/ready` is 503 while a dependency is down
/// or the process shuts down.
public struct ProcessEndpoints: Sendable {
  public enum Path: String, Sendable {
    case health = "/health"
    case ready = "/ready"
    case metrics = "/metrics"
  }

  private let monitor: HealthMonitor
  private let registry: PrometheusRegistry
  private let healthDocument: @Sendable (HealthStatus, Path) -> [UInt8]

  /// `healthDocument` writes the JSON body of `/health` and `/ready`.
  public init(
    monitor: HealthMonitor, registry: PrometheusRegistry, healthDocument: @escaping @Sendable (HealthStatus, Path) -> [UInt8]
  ) {
    self.monitor = monitor
    self.registry = registry
    self.healthDocument = healthDocument
  }

  /// The response to any method; 405 for other methods than GET and HEAD.
  public func response(to path: Path, method: HTTPMethod) -> HTTPResponse {
    guard method == .get || method == .head else { return HTTPResponse(status: .methodNotAllowed, headers: ["Allow": "GET, HEAD"]) }
    if path == .metrics {
      return HTTPResponse(
        headers: ["Content-Type": PrometheusRegistry.contentType, "Cache-Control": "no-store"], body: registry.render())
    }
    let health = monitor.status
    return HTTPResponse(
      status: path == .ready && !health.isReady ? .serviceUnavailable : .ok,
      headers: ["Content-Type": "application/json", "Cache-Control": "no-store"], body: healthDocument(health, path))
  }
}
