import DataLoading
import HTTPCore
import JSON

/// The request on whose behalf an operation runs, for loaders and resolvers.
public struct ExecutionContext: Sendable {
  /// The client's headers.
  public let headers: HTTPFields
  /// The verified claims of the caller's token; nil when there is no token.
  public let claims: JSONView?
  /// The request identifier, for logs and upstream calls.
  public let requestID: String
  /// The W3C trace context for upstream calls; nil when there is none.
  public let traceparent: String?
  /// Where loaders record their fetches and response headers; nil when neither is needed.
  public var report: ExecutionReport?
  /// Whether the operation is a mutation. Set by the executor.
  public package(set) var isMutation = false
  /// Set by the executor when the planner's `usesDataLoaders` is true. New for each execution and for each root field of a mutation, so that
  /// a value is never older than the last write.
  var loaders: DataLoaders?

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

  /// Returns this request's loader for a batch function. Resolvers that use the same function share its batches and values.
  public func loader<Key, Value>(for function: BatchFunction<Key, Value>) -> DataLoader<Key, Value> {
    loaders?.loader(for: function) ?? DataLoader(function)
  }
}
