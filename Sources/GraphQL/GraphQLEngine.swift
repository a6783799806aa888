import Concurrency
import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import JSON
import Synchronization

/// The GraphQL engine. It prepares an operation (parses, validates and plans it) and executes it.
///
/// A prepared operation depends on the document and the operation name alone, and is cached under both.
///
/// The engine serves a schema with resolvers (`init(schema:resolvers:)`, see docs/guides/use-the-engine.md) or any other `SourcePlanner`.
public final class GraphQLEngine: Sendable {
  public let schema: Schema
  private let planner: any SourcePlanner
  let configuration: EngineConfiguration
  private let executor: Executor
  private let cache: Mutex<OperationCache>
  /// Those of each thread.
  let knownRequests = Striped(KnownRequests())
  let origin = PreparedRequest.Origin()

  /// An engine for a schema whose fields get their values from where the planner says.
  public init(schema: Schema, planner: any SourcePlanner, configuration: EngineConfiguration = EngineConfiguration()) {
    self.schema = schema
    self.planner = planner
    self.configuration = configuration
    var executor = Executor(
      showsValues: configuration.showsValuesInErrors, limits: configuration.limits, policies: configuration.policies)
    executor.workers = WorkerThreads.shared
    self.executor = executor
    cache = Mutex(OperationCache(capacity: configuration.cachedOperations, bytes: configuration.cachedBytes))
  }

  /// Prepares an operation, or finds it in the cache.
  ///
  /// - Parameter hash: a hash of the query with which no other query is prepared. A known hash is found without reading the query.
  /// - Throws: the errors of parsing, validation or planning.
  public func prepare(
    _ query: String, operationName: String? = nil, hash: String? = nil
  ) throws(RequestFailure) -> PreparedOperation {
    let key = OperationKey(query: hash ?? query, operationName: operationName, isHash: hash != nil)
    if let known = cache.withLock({ $0.value(for: key) }) {
      configuration.cacheObserver?.hit()
      return try known.get()
    }
    configuration.cacheObserver?.miss()
    let document: Document
    do {
      document = try Parser.parse(
        query, limits: ParserLimits(maximumTokens: configuration.limits.maximumTokens), showsValues: configuration.showsInputValues)
    } catch {
      throw RequestFailure([error], code: "GRAPHQL_PARSE_FAILED")
    }
    do throws(RequestFailure) {
      let operation = try plan(document, operationName)
      return remember(key) { $0.insert(operation, for: key, documentBytes: query.utf8.count) } ?? operation
    } catch {
      remember(key) { $0.insert(error, for: key) }
      throw error
    }
  }

  /// Whether `prepare` finds an operation in the cache.
  func isCached(_ query: String, operationName: String?) -> Bool {
    cache.withLock { $0.value(for: OperationKey(query: query, operationName: operationName, isHash: false)) != nil }
  }

  /// Validates and plans an operation of a document, and refuses it if it exceeds a limit.
  private func plan(_ document: Document, _ operationName: String?) throws(RequestFailure) -> PreparedOperation {
    var exceeded: [GraphQLError] = []
    // The limits come first: they bound the time of validation and planning.
    if let operation = try? OperationPlan.select(document, operationName) {
      do { exceeded = try configuration.limits.check(operation, in: document) } catch {
        throw RequestFailure([error], code: "GRAPHQL_VALIDATION_FAILED", operation: operation.operation)
      }
    }
    var options = configuration.validation
    options.showsValues = configuration.showsInputValues
    let errors = validate(document, schema, options: options)
    guard errors.isEmpty else {
      throw RequestFailure(explained(errors, or: "The operation is not valid for the schema."), code: "GRAPHQL_VALIDATION_FAILED")
    }
    let plan: OperationPlan
    do {
      plan = try OperationPlan(
        document: document, operationName: operationName, schema: schema, planner: planner, limits: configuration.limits,
        showsValues: configuration.showsInputValues)
    } catch {
      throw RequestFailure([error], code: "OPERATION_RESOLUTION_FAILURE")
    }
    try checkSlicingArguments(of: plan, nil)
    return PreparedOperation(plan: plan, exceeded: exceeded)
  }

  /// Refuses an operation with a field that does not have exactly one of its slicing arguments.
  ///
  /// - Parameter variables: nil to check what does not depend on variables.
  private func checkSlicingArguments(of plan: OperationPlan, _ variables: VariableValues?) throws(RequestFailure) {
    do { try plan.checkSlicingArguments(variables) } catch {
      throw RequestFailure(
        explained([error], or: "The operation is not valid for the schema."), code: "GRAPHQL_VALIDATION_FAILED", operation: plan.operation)
    }
  }

  /// Refuses an operation that costs too much.
  private func checkCost(of plan: OperationPlan, _ variables: VariableValues) throws(RequestFailure) {
    guard !configuration.limits.measured.contains(OperationLimits.costCode) else { return }
    if let error = configuration.limits.error(ofCost: plan.cost(variables)) {
      throw RequestFailure([error], code: OperationLimits.costCode, operation: plan.operation)
    }
  }

  /// The errors, or one that names nothing of the schema. An error with a code of its own names nothing.
  private func explained(_ errors: [GraphQLError], or message: String) -> [GraphQLError] {
    guard !configuration.explainsErrors else { return errors }
    let named = errors.filter { $0.extensions["code"] != nil }
    return named.isEmpty ? [GraphQLError(message)] : named
  }

  /// CoerceVariableValues() of the specification, section 6.1.2. Refuses an operation that costs too much with these values.
  public func coerceVariables(_ variables: JSONObject, for operation: PreparedOperation) throws(RequestFailure) -> VariableValues {
    let values: VariableValues
    do {
      values = try operation.plan.coerceVariables(
        variables, suggestsNames: configuration.validation.suggestsNames, showsValues: configuration.showsInputValues)
    } catch {
      let errors = explained(error.errors, or: "The values of the variables are not valid.")
      throw RequestFailure(errors, code: "BAD_USER_INPUT", operation: operation.type)
    }
    try checkSlicingArguments(of: operation.plan, values)
    try checkCost(of: operation.plan, values)
    return values
  }

  /// Executes an operation. The response holds all errors.
  ///
  /// - Parameter root: the value of the root object, for root fields that no loader serves.
  public func execute(
    _ operation: PreparedOperation, variables: VariableValues, context: ExecutionContext = ExecutionContext(), root: JSONView? = nil
  ) async -> GraphQLResponse {
    guard operation.type != .subscription else {
      let error = GraphQLError("A subscription cannot be answered by one response.")
      return GraphQLResponse(RequestFailure([error], code: "OPERATION_RESOLUTION_FAILURE", operation: .subscription))
    }
    let result = await executor.execute(operation.plan, variables: variables, context: context, root: root)
    var response = GraphQLResponse(data: result.data, errors: result.errors, mismatches: result.mismatches, operation: operation.type)
    response.exceeded = result.exceeded
    if configuration.limits.measured.contains(OperationLimits.costCode),
      let error = configuration.limits.error(ofCost: operation.cost(variables))
    {
      response.exceeded.append(error)
    }
    return response
  }

  /// Prepares the operation of a request, coerces its variables and executes it. The response holds all errors.
  public func execute(
    _ request: GraphQLRequest, context: ExecutionContext = ExecutionContext(), root: JSONView? = nil
  ) async -> GraphQLResponse {
    do throws(RequestFailure) {
      let operation = try prepare(request.query, operationName: request.operationName)
      let variables = try coerceVariables(request.variables, for: operation)
      return await execute(operation, variables: variables, context: context, root: root)
    } catch {
      return GraphQLResponse(error)
    }
  }

  /// Starts a subscription. Section 6.2.3.
  ///
  /// A transport that can send several responses (server-sent events, multipart) sends each response of the returned sequence.
  ///
  /// - Throws: the request's errors, or why there is no source of events. Errors of one event are in its response.
  public func subscribe(
    _ request: GraphQLRequest, context: ExecutionContext = ExecutionContext()
  ) async throws(RequestFailure) -> GraphQLResponses {
    let operation = try prepare(request.query, operationName: request.operationName)
    let variables = try coerceVariables(request.variables, for: operation)
    do throws(GraphQLError) {
      return GraphQLResponses(results: try await executor.subscribe(operation.plan, variables: variables, context: context))
    } catch {
      throw RequestFailure([error], code: "OPERATION_RESOLUTION_FAILURE", operation: operation.type)
    }
  }

  /// Changes the cache, unless the document is too long for it.
  @discardableResult
  private func remember<Kept: Sendable>(_ key: OperationKey, _ change: (inout OperationCache) -> Kept) -> Kept? {
    guard key.query.utf8.count <= configuration.longestCachedDocument else { return nil }
    let (kept, entries, bytes, evictions) = cache.withLock { cache in
      let before = cache.evictions
      let kept = change(&cache)
      return (kept, cache.entries, cache.bytes, cache.evictions - before)
    }
    configuration.cacheObserver?.changed(entries: entries, bytes: bytes, evictions: evictions)
    return kept
  }
}

/// Why a request was not executed.
public struct RequestFailure: Error, Sendable {
  /// At least one error, each with its `code`.
  public let errors: [GraphQLError]
  /// The operation's type. Nil if it is not known.
  public let operation: OperationType?

  init(_ errors: [GraphQLError], code: String, operation: OperationType? = nil) {
    self.errors = errors.map { error in
      var error = error.bounded
      if error.extensions["code"] == nil { error.extensions["code"] = code }
      return error
    }
    self.operation = operation
  }
}
