import SharedKernel

/// The request that a task handles. Child tasks inherit it.
///
/// Log lines contain its request id and trace id; outgoing requests and events contain its `traceparent`.
public struct RequestTrace: Sendable, Hashable {
  /// The request of the current task; nil outside a request.
  @TaskLocal public static var current: RequestTrace?

  /// The identifier that the request came with, or the one that it got. The text of the latter is made where it is read.
  private enum Identifier: Sendable, Hashable {
    case received(String)
    case made(EntityID)
  }

  private let identifier: Identifier
  public let trace: TraceContext

  /// A server creates one for each request, and a consumer for each event.
  public init(requestID: String, trace: TraceContext) {
    identifier = .received(requestID)
    self.trace = trace
  }

  /// The trace of a request with these header fields. What is missing or not valid is made.
  public init(receivedID: String?, traceparent: String?) {
    identifier = RequestID.valid(receivedID).map { .received($0) } ?? .made(RequestID.fresh())
    trace = .continuing(traceparent)
  }

  public var requestID: String {
    switch identifier {
    case .received(let text): text
    case .made(let id): id.description
    }
  }

  /// The `traceparent` of outgoing messages.
  public var traceparent: String { trace.traceparent }

  /// Calls `body` with the bytes of `requestID`.
  public func withRequestIDBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    switch identifier {
    case .received(var text): text.withUTF8(body)
    case .made(let id):
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
        _ = id.write(to: buffer)
        body(UnsafeBufferPointer(buffer))
      }
    }
  }

  /// Calls `body` with the bytes of `traceparent`.
  public func withTraceparentBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TraceContext.length) { buffer in
      _ = trace.write(to: buffer)
      body(UnsafeBufferPointer(buffer))
    }
  }
}
