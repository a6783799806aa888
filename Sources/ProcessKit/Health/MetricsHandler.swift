import HTTPCore
import Observability

/// `/metrics` on an address of its own. Any other path is 404.
public struct MetricsHandler: HTTPHandler {
  private let registry: PrometheusRegistry

  public init(registry: PrometheusRegistry) { self.registry = registry }

  public func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard request.path == ProcessEndpoints.Path.metrics.rawValue else { return HTTPResponse(status: .notFound) }
    guard request.method == .get || request.method == .head else {
      return HTTPResponse(status: .methodNotAllowed, headers: ["Allow": "GET, HEAD"])
    }
    return Self.response(registry)
  }

  static func response(_ registry: PrometheusRegistry) -> HTTPResponse {
    HTTPResponse(headers: ["Content-Type": PrometheusRegistry.contentType, "Cache-Control": "no-store"], body: registry.render())
  }
}
