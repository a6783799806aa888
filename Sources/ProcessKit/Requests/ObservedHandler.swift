import HTTPCore
import Logging
import Observability

/// Gives each request an id and a trace context, and records it in metrics and the access log.
///
/// The access log contains neither a body nor a query, because both can hold secrets.
public struct ObservedHandler: HTTPHandler {
  private let handler: any RoutedHandler
  private let metrics: RequestMetrics
  private let logger: Logger
  private let returnsTraceContext: Bool

  /// - Parameters:
  ///   - returnsTraceContext: Whether a response carries `traceparent`; it always carries `X-Request-ID`.
  public init(
    _ handler: any RoutedHandler, metrics: RequestMetrics, logger: Logger, returnsTraceContext: Bool = false
  ) {
    self.handler = handler
    self.metrics = metrics
    self.logger = logger
    self.returnsTraceContext = returnsTraceContext
  }

  public func respond(to request: HTTPRequest) async -> HTTPResponse {
    let start = ContinuousClock.now
    metrics.begin()
    defer { metrics.end() }
    let path = request.path
    let trace = RequestTrace(
      requestID: RequestID.accepting(request.headers[RequestID.headerName]),
      trace: .continuing(request.headers[TraceContext.headerName]))
    return await RequestTrace.$current.withValue(trace) {
      var routed = await handler.respond(to: request, path: path, trace: trace)
      if routed.recording == .none { return routed.response }
      routed.response.headers[RequestID.headerName] = trace.requestID
      if returnsTraceContext { routed.response.headers[TraceContext.headerName] = trace.traceparent }
      let duration = start.duration(to: .now)
      metrics.record(route: routed.route, status: routed.response.status.code, duration: duration)
      if routed.recording == .all { log(request, path: path, routed, duration) }
      return routed.response
    }
  }

  /// The response to a request that does not reach the handler. It gets a request id, and is recorded like any other.
  ///
  /// - Parameter route: the route's name in metrics.
  public func respond(to refused: RefusedRequest, route: String, _ response: () -> HTTPResponse) -> HTTPResponse {
    let headers = refused.request?.headers ?? HTTPFields()
    let trace = RequestTrace(
      requestID: RequestID.accepting(headers[RequestID.headerName]), trace: .continuing(headers[TraceContext.headerName]))
    return RequestTrace.$current.withValue(trace) {
      var response = response()
      response.headers[RequestID.headerName] = trace.requestID
      if returnsTraceContext { response.headers[TraceContext.headerName] = trace.traceparent }
      metrics.record(route: route, status: response.status.code, duration: nil)
      guard logger.logLevel <= .info else { return response }
      var metadata: Logger.Metadata = [
        "status": .stringConvertible(response.status.code), "reason": "\(refused.error.message)",
      ]
      if let request = refused.request {
        metadata["method"] = "\(request.method.rawValue)"
        metadata["path"] = "\(request.path)"
        metadata["remoteAddress"] = "\(request.remoteAddress)"
      }
      logger.info("request refused", metadata: metadata)
      return response
    }
  }

  private func log(_ request: HTTPRequest, path: String, _ routed: RoutedResponse, _ duration: Duration) {
    guard logger.logLevel <= .info else { return }
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "path": "\(path)", "status": .stringConvertible(routed.response.status.code),
      "durationMs": .stringConvertible(duration.milliseconds), "remoteAddress": "\(request.remoteAddress)",
    ]
    if let userID = routed.userID { metadata["userId"] = "\(userID)" }
    logger.info("request", metadata: metadata)
  }
}
