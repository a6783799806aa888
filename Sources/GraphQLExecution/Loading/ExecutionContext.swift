import HTTPCore
import JSON

/// What loaders know about the request: who sent it, and its identifiers.
public struct ExecutionContext: Sendable {
  /// The client's headers.
  public let headers: HTTPFields
  /// The verified claims of the caller's token. Nil without a token.
  public let claims: JSONView?
  /// The request's identifier, for logs and upstream calls.
  public let requestID: String
  /// The W3C trace context for upstream calls. Nil if there is none.
  public let traceparent: String?
  /// Records what loaders do. Nil if nothing is recorded.
  public var report: ExecutionReport?
  /// Whether the operation is a mutation. The executor sets it.
  public package(set) var isMutation = false

  public init(
    headers: HTTPFields = HTTPFields(), claims: JSONView? = nil, requestID: String = "", traceparent: String? = nil,
    report: ExecutionReport? = nil
  ) {
    self.headers = headers
    self.claims = claims
    self.requestID = requestID
    self.traceparent = traceparent
    self.report = report
  }

  /// The first value of a header.
  public func header(_ name: String) -> String? { headers.first(name) }
}
