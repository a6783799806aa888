import GraphQL
import GraphQLExecution
import GraphQLLanguage
import JSON
import Synchronization

/// Refuses operations that could need more upstream calls than the operator allows, before any call is made.
///
/// The bound is that of `gateway check`: lists by their limits, lists without one by `assumedListSize`.
final class UpstreamCallLimit: Sendable {
  let maximum: Int
  private let graph: ComposedGraph
  private let uses: [RESTUse]
  private let assumedListSize: Int
  /// Documents whose bound does not depend on variables, with the bound.
  private let known = Mutex<[String: Int]>([:])
  private static let capacity = 1000

  init(maximum: Int, graph: ComposedGraph, assumedListSize: Int) {
    self.maximum = maximum
    self.graph = graph
    self.assumedListSize = assumedListSize
    uses = RESTUse.all(in: graph.supergraph)
  }

  /// The error for an operation that is past the limit; nil when it may run, or when the engine itself will refuse it.
  func refusal(of request: GraphQLRequest) -> GraphQLError? {
    guard let bound = bound(of: request), bound > maximum else { return nil }
    return GraphQLError(
      "This operation can need \(bound) upstream calls; at most \(maximum) are allowed. Ask for shorter lists or fewer nested ones.",
      extensions: ["code": "TOO_MANY_UPSTREAM_CALLS"])
  }

  private func bound(of request: GraphQLRequest) -> Int? {
    let key = request.variables.count == 0 ? "\(request.operationName ?? "")\n\(request.query)" : nil
    if let key, let bound = known.withLock({ $0[key] }) { return bound }
    let report = try? OperationReport(
      request.query, operationName: request.operationName, variables: request.variables, graph: graph, uses: uses,
      assumedListSize: assumedListSize)
    guard let bound = report?.absoluteMaximum else { return nil }
    if let key, key.utf8.count < 64 * 1024 {
      known.withLock { known in
        if known.count >= Self.capacity { known.removeAll() }
        known[key] = bound
      }
    }
    return bound
  }
}
