import HTTPCore
import Logging
import Observability

/// Every path of the gateway, and what each request gets besides its answer: identifiers, a log line, a count.
struct GatewayHandler: HTTPHandler {
  /// The graph may change between requests; each takes it once.
  let graph: CurrentGraph
  let explorer = ExplorerHandler()
  let health: HealthHandler
  let metrics: GatewayMetrics
  let logger: Logger

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let started = ContinuousClock.now
    let trace = RequestTrace(
      requestID: RequestID.accepting(request.headers[RequestID.headerName]),
      trace: TraceContext.continuing(request.headers[TraceContext.headerName]))
    return await RequestTrace.$current.withValue(trace) {
      let path = request.path
      var (route, response) = await answer(request, path: path)
      response.headers[RequestID.headerName] = trace.requestID
      response.headers[TraceContext.headerName] = trace.traceparent
      finish(request, path: path, route: route, status: response.status, took: ContinuousClock.now - started)
      return response
    }
  }

  private func answer(_ request: HTTPRequest, path: String) async -> (route: String, response: HTTPResponse) {
    switch path {
    case "/graphql": ("graphql", await graph.value.graphQL.respond(to: request))
    case "/health", "/ready": ("health", await health.respond(to: request))
    case "/metrics": ("metrics", metricsPage(request))
    case _ where ExplorerHandler.paths.contains(path): ("explorer", await explorer.respond(to: request))
    default:
      ("none", GraphQLHTTPHandler.response(.notFound, as: .preset))
    }
  }

  private func metricsPage(_ request: HTTPRequest) -> HTTPResponse {
    guard request.method == .get || request.method == .head else {
      return HTTPResponse(status: .methodNotAllowed, headers: ["Allow": "GET, HEAD"])
    }
    let headers: HTTPFields = ["Content-Type": PrometheusRegistry.contentType, "Cache-Control": "no-store"]
    return HTTPResponse(status: .ok, headers: headers, body: metrics.registry.render())
  }

  /// Neither the query of a target nor a body is logged: both hold variables, and these may be secret.
  private func finish(_ request: HTTPRequest, path: String, route: String, status: HTTPStatus, took: Duration) {
    metrics.request(route: route, status: status, took: took)
    guard route != "health", route != "metrics", logger.logLevel <= .info else { return }
    logger.info(
      "request",
      metadata: [
        "method": "\(request.method.rawValue)", "path": "\(path)", "status": .stringConvertible(status.code),
        "durationMs": .stringConvertible(took.milliseconds), "remoteAddress": "\(request.remoteAddress)",
      ])
  }
}
