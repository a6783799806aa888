/// Which request a task works for; every child task inherits it.
///
/// Log lines take request id and trace id from here, outgoing requests and events their `traceparent`.
public struct RequestTrace: Sendable, Hashable {
  /// The one of the current task; nil outside a request.
  @TaskLocal public static var current: RequestTrace?

  /// The request id.
  public let requestID: String
  /// The place in the distributed trace.
  public let trace: TraceContext

  /// What a server sets for each request, and a consumer for each event.
  public init(requestID: String, trace: TraceContext) {
    self.requestID = requestID
    self.trace = trace
  }

  /// The `traceparent` that outgoing messages carry.
  public var traceparent: String { trace.traceparent }
}
