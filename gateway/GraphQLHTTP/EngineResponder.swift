import GraphQL
import GraphQLExecution
import JSON

/// The engine behind `/graphql`.
struct EngineResponder: GraphQLResponder {
  let engine: GraphQLEngine
  /// Whether any service has headers for the client.
  var handsBackHeaders = true
  /// What an operation may cost; nil when that is not limited.
  var limit: UpstreamCallLimit?

  func respond(to request: GraphQLHTTPRequest, context: ExecutionContext, refusingMutations: Bool) async -> GraphQLAnswer {
    var variables = JSONObject()
    if let given = request.variables, case .object(let object) = JSONValue(given) { variables = object }
    let operation = GraphQLRequest(query: request.query, operationName: request.operationName, variables: variables)
    if let refusal = limit?.refusal(of: operation) {
      return GraphQLAnswer(outcome: .refused, body: GraphQLResponse(requestErrors: [refusal]).body)
    }
    var context = context
    if handsBackHeaders || !request.extensions.isEmpty {
      context.report = ExecutionReport(recordsFetches: request.extensions.contains(.fetches))
    }
    let response = await engine.execute(operation, context: context, allowsMutations: !refusingMutations)
    let outcome: GraphQLAnswer.Outcome =
      switch response.kind {
      case .executed: .executed(hasErrors: !response.errors.isEmpty)
      case .requestError: response.errors.first?.extensions["code"] == "METHOD_NOT_ALLOWED" ? .mutationByGET : .refused
      }
    var body = response.body
    if !request.extensions.isEmpty, response.kind == .executed {
      let plan = try? engine.plan(GraphQLRequest(query: request.query, operationName: request.operationName))
      let extensions = ResponseExtensions(requested: request.extensions, plan: plan, report: context.report)
      body = response.body { extensions.write(to: &$0) }
    }
    // The schema has no word on caching yet, so no answer may be kept: maxAge stays nil.
    return GraphQLAnswer(outcome: outcome, body: body, headers: context.report?.headers ?? [])
  }
}
