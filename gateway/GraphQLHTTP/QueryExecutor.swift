import GraphQL

/// Executes the operation of a request: prepares it, checks the transport's rules and the limits, and coalesces queries.
struct QueryExecutor: Sendable {
  let engine: GraphQLEngine
  /// Whether any service may set response headers.
  var setsResponseHeaders = true
  /// The limits of operations.
  var limits = OperationLimits()
  /// Nil if callers are not limited.
  var callers: CallerLimits?
  /// Nil if upstream calls are not limited.
  var upstreamCalls: UpstreamCallLimit?
  /// Nil if each request executes its own operation.
  var coalescer: RequestCoalescer?
  /// Counts the errors of all responses.
  var errorMetrics: GraphQLErrorMetrics?
  /// Records responses of services that do not match the schema.
  var failures: UpstreamFailureLog?
  /// Records what exceeds a measured limit.
  var reports: LimitReports?

  /// - Parameters:
  ///   - document: the request's document.
  ///   - caller: who the operation counts for. Nil if callers are not limited.
  ///   - extensions: the extensions to add to the response.
  ///   - isReadOnly: whether the transport allows queries only, as HTTP GET does.
  /// - Throws: if the operation exceeds a limit of its caller.
  func execute(
    _ request: GraphQLRequest, _ document: PersistedOperations.Resolved, context: ExecutionContext, caller: Caller? = nil,
    extensions: RequestedExtensions, isReadOnly: Bool
  ) async throws(GatewayError) -> GraphQLResponse {
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
    let variables = coerce(request, for: operation)
    if let caller, operation.type == .query || !isReadOnly {
      try await callers?.admit(caller, operation, try? variables.get())
    }
    if !request.exceeded.isEmpty { reports?.report(request.exceeded) }
    if !operation.exceeded.isEmpty { reports?.report(operation.exceeded) }
    let response = await respond(to: operation, request, variables, context, extensions, isReadOnly: isReadOnly)
    if !response.exceeded.isEmpty { reports?.report(response.exceeded) }
    if !response.errors.isEmpty { errorMetrics?.count(response.errors, type: operation.type, name: operation.name) }
    return response
  }

  private func coerce(_ request: GraphQLRequest, for operation: PreparedOperation) -> Result<VariableValues, RequestFailure> {
    do throws(RequestFailure) { return .success(try engine.coerceVariables(of: request, for: operation)) } catch { return .failure(error) }
  }

  private func respond(
    to operation: PreparedOperation, _ request: GraphQLRequest, _ variables: Result<VariableValues, RequestFailure>,
    _ context: ExecutionContext, _ extensions: RequestedExtensions, isReadOnly: Bool
  ) async -> GraphQLResponse {
    guard operation.type == .query || !isReadOnly else {
      let error = GraphQLError(
        "Can only perform a \(operation.type.rawValue) operation from a POST request.", extensions: ["code": "METHOD_NOT_ALLOWED"])
      return GraphQLResponse(requestErrors: [error], operation: operation.type)
    }
    let values: VariableValues
    switch variables {
    case .success(let coerced): values = coerced
    case .failure(let failure): return GraphQLResponse(failure)
    }
    guard let coalescer, operation.type == .query else { return await execute(operation, values, context, extensions) }
    return await coalescer.response(to: operation, request, context, extensions) { context in
      await execute(operation, values, context, extensions)
    }
  }

  private func execute(
    _ operation: PreparedOperation, _ variables: VariableValues, _ context: ExecutionContext, _ requested: RequestedExtensions
  ) async -> GraphQLResponse {
    if let error = upstreamCalls?.error(for: operation, variables) {
      guard limits.measured.contains(UpstreamCallLimit.code) else {
        return GraphQLResponse(requestErrors: [error], operation: operation.type)
      }
      reports?.report([error])
    }
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
  static let code = "TOO_MANY_UPSTREAM_CALLS"
  /// The limit of an operator who sets none. A list whose size is not known counts once, as it does for the static cost: the limits of objects and
  /// bytes hold for what the data is like.
  static let preset = UpstreamCallLimit(maximum: 10_000, assumedListSize: 1)

  let maximum: Int
  let assumedListSize: Int

  /// Nil if the operation is within the limit.
  func error(for operation: PreparedOperation, _ variables: VariableValues) -> GraphQLError? {
    let bound = operation.plan.upstreamCalls(variables, assumedListSize: assumedListSize)
    guard bound > maximum else { return nil }
    return GraphQLError(
      "This operation can need \(bound) upstream calls; at most \(maximum) are allowed. Ask for shorter lists or fewer nested ones.",
      extensions: ["code": Self.code])
  }
}
