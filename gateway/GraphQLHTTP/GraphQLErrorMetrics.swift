import CoreMetrics
import GraphQL
import Observability
import Synchronization

/// Counts the errors of GraphQL responses: `gateway_graphql_errors_total` by the operation's type and name, and the error's code.
///
/// Names come from clients and codes can come from services, so only the first `maximumLabels` of each are told apart. The others are counted
/// as `other`.
final class GraphQLErrorMetrics: Sendable {
  static let maximumLabels = 100

  private struct Key: Hashable {
    let type: String
    let operation: String
    let code: String
  }

  private struct State {
    var names: Set<String> = []
    var codes: Set<String> = []
    var counters: [Key: any CounterHandler] = [:]
  }

  private let registry: PrometheusRegistry
  private let state = Mutex(State())

  init(registry: PrometheusRegistry) { self.registry = registry }

  /// - Parameters:
  ///   - type: nil if it is not known, because the document is not valid.
  ///   - name: nil for an anonymous operation.
  func count(_ errors: [GraphQLError], type: OperationType?, name: String?) {
    for error in errors {
      let counter = state.withLock { state in
        let key = Key(
          type: type?.rawValue ?? "unknown", operation: name.map { Self.label($0, among: &state.names) } ?? "",
          code: Self.label(error.extensions["code"] ?? "", among: &state.codes))
        if let known = state.counters[key] { return known }
        let made = registry.makeCounter(
          label: "gateway_graphql_errors_total", dimensions: [("type", key.type), ("operation", key.operation), ("code", key.code)])
        state.counters[key] = made
        return made
      }
      counter.increment(by: 1)
    }
  }

  private static func label(_ text: String, among known: inout Set<String>) -> String {
    if known.contains(text) { return text }
    guard known.count < maximumLabels, text.utf8.count <= 128 else { return "other" }
    known.insert(text)
    return text
  }
}
