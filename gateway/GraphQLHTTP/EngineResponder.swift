import GraphQL
import GraphQLExecution
import JSON

/// The engine behind `/graphql`.
struct EngineResponder: GraphQLResponder {
  let engine: GraphQLEngine

  func respond(to request: GraphQLHTTPRequest, context: ExecutionContext, refusingMutations: Bool) async -> GraphQLAnswer {
    var variables = JSONObject()
    if let given = request.variables, case .object(let object) = JSONValue(given) { variables = object }
    let response = await engine.execute(
      GraphQLRequest(query: request.query, operationName: request.operationName, variables: variables), context: context,
      allowsMutations: !refusingMutations)
    let outcome: GraphQLAnswer.Outcome =
      switch response.kind {
      case .executed: .executed(hasErrors: !response.errors.isEmpty)
      case .requestError: response.errors.first?.extensions["code"] == "METHOD_NOT_ALLOWED" ? .mutationByGET : .refused
      }
    // The schema has no word on caching yet, so no answer may be kept: maxAge stays nil.
    return GraphQLAnswer(outcome: outcome, body: response.body)
  }
}
