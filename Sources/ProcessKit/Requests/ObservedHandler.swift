import Concurrency
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
    let start = MonotonicTime.now
    let path = request.path
    if let routed = handler.respondAtOnce(to: request, path: path) {
      if routed.recording == .none { return routed.response }
      return observed(routed, request, path: path, trace(of: request.headers), start)
    }
    metrics.begin()
    defer { metrics.end() }
    let trace = trace(of: request.headers)
    let routed = await RequestTrace.$current.withValue(trace) { await handler.respond(to: request, path: path, trace: trace) }
    if routed.recording == .none { return routed.response }
    return observed(routed, request, path: path, trace, start)
  }

  private func trace(of headers: HTTPFields) -> RequestTrace {
    RequestTrace(receivedID: headers[RequestID.headerName], traceparent: headers[TraceContext.headerName])
  }

  /// Adds the identifiers to a response, and records it.
  private func observed(
    _ routed: RoutedResponse, _ request: HTTPRequest, path: String, _ trace: RequestTrace, _ start: MonotonicTime
  ) -> HTTPResponse {
    var response = routed.response
    identify(&response, trace)
    let duration = start.duration(until: .now)
    metrics.record(route: routed.route, status: response.status.code, duration: duration)
    if routed.recording == .all, logger.logLevel <= .info {
      RequestTrace.$current.withValue(trace) { log(request, path: path, routed, duration) }
    }
    return response
  }

  private func identify(_ response: inout HTTPResponse, _ trace: RequestTrace) {
    trace.withRequestIDBytes { response.headers.set("X-Request-ID", $0) }
    if returnsTraceContext { trace.withTraceparentBytes { response.headers.set("traceparent", $0) } }
  }

  /// The response to a request that does not reach the handler. It gets a request id, and is recorded like any other.
  ///
  /// - Parameter route: the route's name in metrics.
  public func respond(to refused: RefusedRequest, route: String, _ response: () -> HTTPResponse) -> HTTPResponse {
    let trace = trace(of: refused.request?.headers ?? HTTPFields())
    return RequestTrace.$current.withValue(trace) {
      var response = response()
      identify(&response, trace)
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
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "path": "\(path)", "status": .stringConvertible(routed.response.status.code),
      "durationMs": .stringConvertible(duration.milliseconds), "remoteAddress": "\(request.remoteAddress)",
    ]
    if let userID = routed.userID { metadata["userId"] = "\(userID)" }
    logger.info("request", metadata: metadata)
  }
}
