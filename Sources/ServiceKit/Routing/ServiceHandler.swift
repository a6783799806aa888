import Concurrency
import HTTPCore
import JSON
import Logging
import Observability
import ProcessKit
import SharedKernel

/// Answers a request of a service: health and metrics, or route, authentication and the route's handler. It never throws: each error becomes
/// a failure envelope.
public struct ServiceHandler: RoutedHandler {
  private let router: Router
  private let authenticator: Authenticator
  private let endpoints: ProcessEndpoints
  private let timeout: Duration
  private let logger: Logger
  private let proxies: TrustedProxies

  /// Serves these routes, their API description, and the endpoints for operators; `/metrics` only if `servesMetrics`. A request waits
  /// for databases no longer than `timeout` in all, and is 503 then.
  public init(
    service: String, routes: [Route], authenticator: Authenticator, monitor: HealthMonitor, registry: PrometheusRegistry,
    servesMetrics: Bool, timeout: Duration, logger: Logger, proxies: TrustedProxies = .none
  ) {
    let description = OpenAPIDescription(service: service, routes: routes, servesMetrics: servesMetrics)
    router = Router(routes + description.ownRoutes + description.operational)
    self.authenticator = authenticator
    self.logger = logger
    self.proxies = proxies
    self.timeout = timeout
    let startedAt = Timestamp.now
    endpoints = ProcessEndpoints(monitor: monitor, registry: registry, servesMetrics: servesMetrics) { health, _ in
      ServiceHandler.healthDocument(health, service: service, startedAt: startedAt)
    }
  }

  public func respond(to request: HTTPRequest, path: String, trace: RequestTrace) async -> RoutedResponse {
    let requestID = trace.requestID
    if request.method == .get || request.method == .head, let endpoint = endpoints.endpoint(at: path) {
      return RoutedResponse(endpoints.response(to: endpoint, method: request.method), route: path, recording: .none)
    }
    switch router.match(method: request.method, path: path) {
    case .notFound:
      return RoutedResponse(Envelope.failure(.notFound("Path"), requestID: requestID), route: "unmatched")
    case .methodNotAllowed(let allowed):
      if request.method == .options {
        return RoutedResponse(HTTPResponse(status: .noContent, headers: ["Allow": allowed.joined(separator: ", ")]), route: "unmatched")
      }
      return RoutedResponse(Envelope.failure(.methodNotAllowed(allowed), requestID: requestID), route: "unmatched")
    case .route(let route, let parameters):
      return await RequestDeadline.$current.withValue(.now.advanced(by: timeout)) {
        await respond(to: request, route, parameters, requestID)
      }
    }
  }

  private func respond(
    to request: HTTPRequest, _ route: Route, _ parameters: [String: String], _ requestID: String
  ) async -> RoutedResponse {
    var userID: EntityID?
    do {
      let principal = try await authenticator.principal(of: request, for: route.access, scope: route.scope)
      userID = principal?.userID
      let context = RequestContext(
        request: request, routeName: route.name, pathParameters: parameters, principal: principal,
        query: try QueryParameters(request.query), requestID: requestID, logger: logger, proxies: proxies)
      return RoutedResponse(try await route.handler(context), route: route.name, userID: userID)
    } catch {
      return RoutedResponse(ErrorResponder.respond(to: error, requestID: requestID, logger: logger), route: route.name, userID: userID)
    }
  }

  private static func healthDocument(_ health: HealthStatus, service: String, startedAt: Timestamp) -> [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      writer.member("status", health.isDraining ? "draining" : health.areAllUp ? "up" : "degraded")
      writer.member("service", service)
      writer.member("startedAt", startedAt)
      writer.member("dependencies") { writer in
        for dependency in health.dependencies {
          writer.name(dependency.name)
          writer.string(dependency.condition == .up ? "up" : "down")
        }
      }
    }
    return writer.bytes
  }
}
