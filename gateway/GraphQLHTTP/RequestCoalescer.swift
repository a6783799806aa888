import Concurrency
import GraphQL

/// Executes identical concurrent queries of one caller once.
///
/// The caller's identity is the values of `Authorization` and of each client header that any service receives. A response with errors or with
/// headers of an upstream is not shared: each request then executes its own operation. Queries are identical if they have the same variables
/// and the same prepared operation, so queries whose document is too long for the engine's cache are not coalesced.
final class RequestCoalescer: Sendable {
  private struct Key: Hashable {
    let operation: PreparedOperation
    /// The JSON text of the variables. Empty without variables.
    let variables: [UInt8]
    let extensions: RequestedExtensions
    let identity: [String?]
  }

  private let identity: [String]
  private let metrics: GatewayMetrics
  private let flights = SingleFlight<Key, GraphQLResponse>()

  /// - Parameters:
  ///   - forwardedHeaders: the client headers that a response can depend on.
  ///   - metrics: counts the requests that got another request's response.
  init(forwardedHeaders: [String], metrics: GatewayMetrics) {
    self.metrics = metrics
    identity = Set(forwardedHeaders.map { $0.lowercased() } + ["authorization"]).sorted()
  }

  func response(
    to operation: PreparedOperation, _ variables: JSONObject, _ context: ExecutionContext, _ extensions: RequestedExtensions,
    execute: () async -> GraphQLResponse
  ) async -> GraphQLResponse {
    let key = Key(
      operation: operation, variables: variables.count == 0 ? [] : JSONValue.object(variables).bytes, extensions: extensions,
      identity: identity.map { context.forwardedHeader($0) })
    let found = await flights.value(for: key, isShareable: Self.isShareable, make: execute)
    if found.isShared { metrics.coalescedRequests.increment(by: 1) }
    return found.value
  }

  private static func isShareable(_ response: GraphQLResponse) -> Bool {
    (response.kind == .requestError || response.errors.isEmpty) && response.headers.isEmpty
  }
}
