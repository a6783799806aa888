import HTTPCore
import Observability

/// The endpoints for operators that every process has: `/health`, `/ready` and `/metrics`.
///
/// `/health` is 200 as long as the process answers: a restart would not repair its dependencies. `/ready` is 503 while a dependency that
/// the process cannot work without is down, or the process shuts down. `/metrics` is here in development only, see `MetricsAddress`.
public struct ProcessEndpoints: Sendable {
  public enum Path: String, Sendable {
    case health = "/health"
    case ready = "/ready"
    case metrics = "/metrics"
  }

  private let monitor: HealthMonitor
  private let registry: PrometheusRegistry
  private let servesMetrics: Bool
  private let healthDocument: @Sendable (HealthStatus, Path) -> [UInt8]

  /// - Parameters:
  ///   - servesMetrics: Whether `/metrics` is one of the paths.
  ///   - healthDocument: Writes the JSON body of `/health` and `/ready`.
  public init(
    monitor: HealthMonitor, registry: PrometheusRegistry, servesMetrics: Bool,
    healthDocument: @escaping @Sendable (HealthStatus, Path) -> [UInt8]
  ) {
    self.monitor = monitor
    self.registry = registry
    self.servesMetrics = servesMetrics
    self.healthDocument = healthDocument
  }

  /// The endpoint at a path; nil when there is none.
  public func endpoint(at path: String) -> Path? {
    guard let endpoint = Path(rawValue: path), endpoint != .metrics || servesMetrics else { return nil }
    return endpoint
  }

  /// The response to any method; 405 for other methods than GET and HEAD.
  public func response(to path: Path, method: HTTPMethod) -> HTTPResponse {
    guard method == .get || method == .head else { return HTTPResponse(status: .methodNotAllowed, headers: ["Allow": "GET, HEAD"]) }
    if path == .metrics { return MetricsHandler.response(registry) }
    let health = monitor.status
    return HTTPResponse(
      status: path == .ready && !health.isReady ? .serviceUnavailable : .ok,
      headers: Self.headers, body: healthDocument(health, path))
  }

  private static let headers: HTTPFields = ["Content-Type": "application/json", "Cache-Control": "no-store"]
}
