import DataLoading
import GraphQLExecution
import JSON

/// Runs identical queries that are under way at the same time, on behalf of one identity, once.
///
/// Identity is every client header that any service gets, and the caller's token. A mutation is never shared. What had an error is its own
/// caller's; the others run theirs.
final class SharingResponder: GraphQLResponder {
  private struct Key: Hashable {
    let query: String
    let operationName: String?
    let variables: [UInt8]
    let extensions: RequestedExtensions
    let isRefusingMutations: Bool
    let identity: [String?]
  }

  private let responder: any GraphQLResponder
  private let identity: [String]
  private let metrics: GatewayMetrics
  private let flights = SharedFlights<Key, GraphQLAnswer>()

  /// - Parameters:
  ///   - responder: runs what is not shared.
  ///   - forwardedHeaders: the client headers that an answer may depend on.
  ///   - metrics: counts those that were spared.
  init(_ responder: any GraphQLResponder, forwardedHeaders: [String], metrics: GatewayMetrics) {
    self.responder = responder
    self.metrics = metrics
    identity = Set(forwardedHeaders.map { $0.lowercased() } + ["authorization"]).sorted()
  }

  func respond(to request: GraphQLHTTPRequest, context: ExecutionContext, refusingMutations: Bool) async -> GraphQLAnswer {
    guard !Self.mayMutate(request.query) else {
      return await responder.respond(to: request, context: context, refusingMutations: refusingMutations)
    }
    let key = Key(
      query: request.query, operationName: request.operationName, variables: request.variables.map { Array($0.raw) } ?? [],
      extensions: request.extensions, isRefusingMutations: refusingMutations, identity: identity.map { context.header($0) })
    let found = await flights.value(for: key, isShareable: Self.isShareable) {
      await responder.respond(to: request, context: context, refusingMutations: refusingMutations)
    }
    if found.isShared { metrics.sharedOperation() }
    return found.value
  }

  private static func isShareable(_ answer: GraphQLAnswer) -> Bool {
    answer.outcome != .executed(hasErrors: true) && answer.headers.isEmpty
  }

  /// Whether the document could hold a mutation: it cannot without the word, since GraphQL has no escapes outside of strings.
  static func mayMutate(_ query: String) -> Bool {
    let word: StaticString = "mutation"
    var matched = 0
    for byte in query.utf8 {
      // Nothing in the word begins like the word, so a mismatch can only be its beginning.
      if byte == word.utf8Start[matched] {
        matched += 1
        if matched == word.utf8CodeUnitCount { return true }
      } else {
        matched = byte == word.utf8Start[0] ? 1 : 0
      }
    }
    return false
  }
}
