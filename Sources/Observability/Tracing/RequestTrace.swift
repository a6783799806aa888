/// The request that a task handles. Child tasks inherit it.
///
/// Log lines contain its request id and trace id; outgoing requests and events contain its `traceparent`.
public struct RequestTrace: Sendable, Hashable {
  /// The request of the current task; nil outside a request.
  @TaskLocal public static var current: RequestTrace?

  public let requestID: String
  public let trace: TraceContext

  /// A server creates one for each request, and a consumer for each event.
  public init(requestID: String, trace: TraceContext) {
    self.requestID = requestID
    self.trace = trace
  }

  /// The `traceparent` of outgoing messages.
  public var traceparent: String { trace.traceparent }
}
