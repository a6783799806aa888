import HTTPCore
import Logging
import Observability
import SharedKernel

/// A request's way through a service: health and metrics first, then request id and trace, route, caller, handler, access log.
public struct ServiceHandler: HTTPHandler {
  private let router: Router
  private let authenticator: Authenticator
  private let monitor: HealthMonitor
  private let registry: PrometheusRegistry
  private let metrics: RequestMetrics
  private let logger: Logger

  init(router: Router, authenticator: Authenticator, monitor: HealthMonitor, registry: PrometheusRegistry, logger: Logger) {
    self.router = router
    self.authenticator = authenticator
    self.monitor = monitor
    self.registry = registry
    self.logger = logger
    metrics = RequestMetrics(registry: registry)
  }

  /// Answers one request; never throws, every error has become an envelope.
  public nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse {
    let path = request.path
    if let operational = operationalAnswer(to: request, path: path) { return operational }
    let start = ContinuousClock.now
    let requestID = RequestID.accepting(request.headers[RequestID.headerName])
    let trace = RequestTrace(requestID: requestID, trace: .continuing(request.headers[TraceContext.headerName]))
    return await RequestTrace.$current.withValue(trace) {
      var outcome = await outcome(of: request, path: path, requestID: requestID)
      outcome.response.headers[RequestID.headerName] = requestID
      let duration = start.duration(to: .now)
      metrics.record(route: outcome.route, status: outcome.response.status.code, duration: duration)
      log(request, path: path, outcome: outcome, duration: duration)
      return outcome.response
    }
  }

  private struct Outcome {
    var response: HTTPResponse
    var route = "unmatched"
    var userID: EntityID?
  }

  private nonisolated(nonsending) func outcome(of request: HTTPRequest, path: String, requestID: String) async -> Outcome {
    switch router.match(method: request.method, path: path) {
    case .notFound:
      return Outcome(response: Envelope.failure(.notFound("Path"), requestID: requestID))
    case .methodNotAllowed(let allowed):
      if request.method == .options {
        return Outcome(response: HTTPResponse(status: .noContent, headers: ["Allow": allowed.joined(separator: ", ")]))
      }
      return Outcome(response: Envelope.failure(.methodNotAllowed(allowed), requestID: requestID))
    case .route(let route, let parameters):
      var userID: EntityID?
      do {
        let principal = try await authenticator.principal(of: request, for: route.access)
        userID = principal?.userID
        let context = RequestContext(
          request: request, routeName: route.name, pathParameters: parameters, principal: principal,
          query: try QueryParameters(request.query), requestID: requestID, logger: logger)
        return Outcome(response: try await route.handler(context), route: route.name, userID: userID)
      } catch {
        let response = ErrorResponder.respond(to: error, requestID: requestID, logger: logger)
        return Outcome(response: response, route: route.name, userID: userID)
      }
    }
  }

  private func operationalAnswer(to request: HTTPRequest, path: String) -> HTTPResponse? {
    guard request.method == .get || request.method == .head else { return nil }
    switch path {
    case "/health": return monitor.health
    case "/ready": return monitor.ready
    case "/metrics":
      return HTTPResponse(headers: ["Content-Type": PrometheusRegistry.contentType], body: registry.render())
    default: return nil
    }
  }

  private func log(_ request: HTTPRequest, path: String, outcome: Outcome, duration: Duration) {
    guard logger.logLevel <= .info else { return }
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "path": "\(path)", "status": .stringConvertible(outcome.response.status.code),
      "durationMs": .stringConvertible(Double(Int64(duration / .microseconds(1))) / 1000), "remoteAddress": "\(request.remoteAddress)",
    ]
    if let query = request.query { metadata["query"] = "\(query)" }
    if let userID = outcome.userID { metadata["userId"] = "\(userID)" }
    logger.info("request", metadata: metadata)
  }
}
