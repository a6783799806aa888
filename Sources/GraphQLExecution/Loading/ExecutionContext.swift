import DataLoading
import HTTPCore
import JSON

/// The identifiers of a request for logs and upstream calls. Their texts are made where they are read.
public protocol RequestIdentifiers: Sendable {
  /// Empty when there is none.
  var requestID: String { get }
  /// The W3C trace context; nil when there is none.
  var traceparent: String? { get }
}

/// The request on whose behalf an operation runs, for loaders and resolvers.
public struct ExecutionContext: Sendable {
  /// What the execution does not change: one object, since a context is copied many times.
  private final class Request: Sendable {
    let headers: HTTPFields
    let remoteAddress: String
    let claims: CallerClaims?
    let identifiers: any RequestIdentifiers
    let tracestate: String?

    init(
      _ headers: HTTPFields, _ remoteAddress: String, _ claims: CallerClaims?, _ identifiers: any RequestIdentifiers, _ tracestate: String?
    ) {
      self.headers = headers
      self.remoteAddress = remoteAddress
      self.claims = claims
      self.identifiers = identifiers
      self.tracestate = tracestate
    }
  }

  private struct GivenIdentifiers: RequestIdentifiers {
    let requestID: String
    let traceparent: String?
  }

  private let request: Request
  /// The client's headers.
  public var headers: HTTPFields { request.headers }
  /// The addresses of the client and of the proxies before the gateway, as `X-Forwarded-For` has them; nil when they are not known.
  public var forwardedFor: String? {
    guard !request.remoteAddress.isEmpty else { return nil }
    return (headers.values("X-Forwarded-For") + [request.remoteAddress]).joined(separator: ", ")
  }
  /// The verified claims of the caller; nil for an anonymous caller, and where the process does not verify tokens.
  public var claims: CallerClaims? { request.claims }
  /// The request identifier, for logs and upstream calls.
  public var requestID: String { request.identifiers.requestID }
  /// The W3C trace context for upstream calls; nil when there is none.
  public var traceparent: String? { request.identifiers.traceparent }
  /// The W3C `tracestate` that came with the trace context; nil when there is none.
  public var tracestate: String? { request.tracestate }
  /// Tells whether the client still waits; nil where that is not known. When it has left, what has not begun is not begun.
  public var client: (any ClientPresence)?
  /// When the response must be there; nil without a limit. What has not begun by then is not begun, and calls wait no longer.
  public var deadline: ContinuousClock.Instant?
  /// The time until the deadline, zero after it; nil without a deadline.
  public var remainingTime: Duration? {
    deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
  }
  /// Where loaders record their fetches and response headers; nil when neither is needed.
  public var report: ExecutionReport?
  /// Whether the operation is a mutation. Set by the executor.
  public package(set) var isMutation = false
  /// The response key of the root field of a mutation that is being executed. Set by the executor.
  public package(set) var mutationField: String?
  /// Set by the executor when the planner's `usesDataLoaders` is true. New for each execution and for each root field of a mutation, so that
  /// a value is never older than the last write.
  var loaders: DataLoaders?

  /// `remoteAddress` is the address that the request came from: the client or a proxy.
  public init(
    headers: HTTPFields = HTTPFields(), claims: CallerClaims? = nil, requestID: String = "", traceparent: String? = nil,
    tracestate: String? = nil, report: ExecutionReport? = nil, remoteAddress: String = "",
    client: (any ClientPresence)? = nil
  ) {
    self.init(
      headers: headers, claims: claims, identifiers: GivenIdentifiers(requestID: requestID, traceparent: traceparent),
      tracestate: tracestate, report: report, remoteAddress: remoteAddress, client: client)
  }

  /// The same with identifiers whose texts are not made yet.
  public init(
    headers: HTTPFields, claims: CallerClaims? = nil, identifiers: any RequestIdentifiers, tracestate: String? = nil,
    report: ExecutionReport? = nil, remoteAddress: String = "", client: (any ClientPresence)? = nil
  ) {
    request = Request(headers, remoteAddress, claims, identifiers, tracestate)
    self.report = report
    self.client = client
  }

  /// The first value of a header.
  public func header(_ name: String) -> String? { headers.first(name) }

  /// The value of a header that is passed on to an upstream, and thereby a part of the caller's identity.
  ///
  /// A header that came in several lines is one list (RFC 9110 §5.3), cookies are separated by semicolons (RFC 6265 §4.2.1), and a header
  /// with one value is its first line.
  ///
  /// - Parameter name: the name in lower case.
  public func forwardedHeader(_ name: String) -> String? {
    if Self.singleHeaders.contains(name) { return headers.first(name) }
    guard name != "cookie" else {
      let cookies = headers.values(name)
      return cookies.isEmpty ? nil : cookies.joined(separator: "; ")
    }
    return headers[name]
  }

  /// The headers whose value is not a list.
  private static let singleHeaders: Set<String> = [
    "authorization", "content-type", "content-location", "date", "from", "host", "idempotency-key", "if-modified-since", "if-range",
    "if-unmodified-since", "max-forwards", "origin", "proxy-authorization", "range", "referer", "traceparent", "user-agent", "x-request-id",
  ]

  /// Returns this request's loader for a batch function. Resolvers that use the same function share its batches and values.
  public func loader<Key, Value>(for function: BatchFunction<Key, Value>) -> DataLoader<Key, Value> {
    loaders?.loader(for: function) ?? DataLoader(function)
  }
}
