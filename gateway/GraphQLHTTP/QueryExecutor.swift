import GraphQL

/// Executes the operation of a request: prepares it, checks the transport's rules and the limits, and coalesces queries.
struct QueryExecutor: Sendable {
  let engine: GraphQLEngine
  /// Whether any service may set response headers.
  var setsResponseHeaders = true
  /// Nil if upstream calls are not limited.
  var limit: UpstreamCallLimit?
  /// Nil if each request executes its own operation.
  var coalescer: RequestCoalescer?
  /// Counts the errors of all responses.
  var errorMetrics: GraphQLErrorMetrics?
  /// Records responses of services that do not match the schema.
  var failures: UpstreamFailureLog?

  /// - Parameters:
  ///   - document: the request's document.
  ///   - extensions: the extensions to add to the response.
  ///   - isReadOnly: whether the transport allows queries only, as HTTP GET does.
  func execute(
    _ request: GraphQLRequest, _ document: PersistedOperations.Resolved, context: ExecutionContext, extensions: RequestedExtensions,
    isReadOnly: Bool
  ) async -> GraphQLResponse {
    let operation: PreparedOperation
    do throws(RequestFailure) {
      operation =
        document.hash == nil && document.text == request.query
        ? try await engine.prepareApart(request)
        : try engine.prepare(document.text, operationName: request.operationName, hash: document.hash)
    } catch {
      errorMetrics?.count(error.errors, type: error.operation, name: nil)
      return GraphQLResponse(error)
    }
    let response = await respond(to: operation, request, context, extensions, isReadOnly: isReadOnly)
    if !response.errors.isEmpty { errorMetrics?.count(response.errors, type: operation.type, name: operation.name) }
    return response
  }

  private func respond(
    to operation: PreparedOperation, _ request: GraphQLRequest, _ context: ExecutionContext, _ extensions: RequestedExtensions,
    isReadOnly: Bool
  ) async -> GraphQLResponse {
    guard operation.type == .query || !isReadOnly else {
      let error = GraphQLError(
        "Can only perform a \(operation.type.rawValue) operation from a POST request.", extensions: ["code": "METHOD_NOT_ALLOWED"])
      return GraphQLResponse(requestErrors: [error], operation: operation.type)
    }
    guard let coalescer, operation.type == .query else {
      return await execute(operation, request, context, extensions)
    }
    return await coalescer.response(to: operation, request, context, extensions) { context in
      await execute(operation, request, context, extensions)
    }
  }

  private func execute(
    _ operation: PreparedOperation, _ request: GraphQLRequest, _ context: ExecutionContext, _ requested: RequestedExtensions
  ) async -> GraphQLResponse {
    let variables: VariableValues
    do throws(RequestFailure) { variables = try engine.coerceVariables(of: request, for: operation) } catch {
      return GraphQLResponse(error)
    }
    if let error = limit?.error(for: operation, variables) { return GraphQLResponse(requestErrors: [error], operation: operation.type) }
    var context = context
    if setsResponseHeaders || !requested.isEmpty {
      context.report = ExecutionReport(recordsFetches: requested.contains(.fetches))
    }
    var response = await engine.execute(operation, variables: variables, context: context)
    if !response.mismatches.entries.isEmpty { failures?.record(response.mismatches) }
    guard let report = context.report, response.kind == .executed else { return response }
    response.headers = report.headers
    if !requested.isEmpty {
      let extensions = ResponseExtensions(requested: requested, plan: operation.plan, report: report)
      response.addExtensions { extensions.write(to: &$0) }
    }
    // A schema cannot declare cache lifetimes yet, so the response's cachePolicy stays nil.
    return response
  }
}

/// Refuses operations that could need more upstream calls than the operator allows.
///
/// The bound is the plan's, as `gateway check` and `gateway plan` print it. Lists count by their limits, lists without one by
/// `assumedListSize`, and services are assumed to send references wherever they may.
struct UpstreamCallLimit: Sendable {
  let maximum: Int
  let assumedListSize: Int

  /// Nil if the operation is within the limit.
  func error(for operation: PreparedOperation, _ variables: VariableValues) -> GraphQLError? {
    let bound = operation.plan.upstreamBound(variables: variables, assumedListSize: assumedListSize, countsEntityReferences: true).calls
    guard bound > maximum else { return nil }
    return GraphQLError(
      "This operation can need \(bound) upstream calls; at most \(maximum) are allowed. Ask for shorter lists or fewer nested ones.",
      extensions: ["code": "TOO_MANY_UPSTREAM_CALLS"])
  }
}
