import GraphQL
import GraphQLExecution
import GraphQLLanguage

/// Refuses operations that could need more upstream calls than the operator allows, before any call is made.
///
/// The bound is the plan's, as `gateway check` and `gateway plan` print it: lists by their limits, lists without one by `assumedListSize`, and
/// services taken to give mere keys wherever they may.
struct UpstreamCallLimit: Sendable {
  let maximum: Int
  let engine: GraphQLEngine
  let assumedListSize: Int

  /// The error for an operation that is past the limit; nil when it may run, or when the engine itself will refuse it.
  func refusal(of request: GraphQLRequest) -> GraphQLError? {
    // What cannot be planned, or has wrong variables, makes no call: the engine says why.
    guard let plan = try? engine.plan(request), let variables = try? plan.coerceVariables(request.variables) else { return nil }
    let bound = plan.upstreamBound(variables: variables, assumedListSize: assumedListSize, countsMereKeys: true).calls
    guard bound > maximum else { return nil }
    return GraphQLError(
      "This operation can need \(bound) upstream calls; at most \(maximum) are allowed. Ask for shorter lists or fewer nested ones.",
      extensions: ["code": "TOO_MANY_UPSTREAM_CALLS"])
  }
}
