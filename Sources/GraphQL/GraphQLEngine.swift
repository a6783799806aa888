import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import JSON
import Synchronization

/// The GraphQL engine: text in, response bytes out, in four steps: parse, validate, plan, execute.
///
/// The first three depend on the document alone and are remembered for documents that come again.
///
/// It serves a schema with resolvers (`init(schema:resolvers:)`; docs/guides/use-the-engine.md shows it in ten lines), or whatever else a
/// `SourcePlanner` plans over.
public final class GraphQLEngine: Sendable {
  /// What clients may ask.
  public let schema: Schema
  private let planner: any SourcePlanner
  private let configuration: EngineConfiguration
  private let executor: Executor
  private let cache: Mutex<BoundedCache<String, PreparedDocument>>

  /// An engine for a schema whose fields come from where the planner says.
  public init(schema: Schema, planner: any SourcePlanner, configuration: EngineConfiguration = EngineConfiguration()) {
    self.schema = schema
    self.planner = planner
    self.configuration = configuration
    executor = Executor(showsValues: configuration.showsValuesInErrors)
    cache = Mutex(BoundedCache(capacity: configuration.cachedDocuments, maximumCost: configuration.cachedBytes))
  }

  /// Runs a request. Never throws: whatever is wrong is in the response.
  ///
  /// - Parameters:
  ///   - allowsMutations: false for a request that must not change anything, as an HTTP GET.
  ///   - root: what root fields read that no loader gets.
  public func execute(
    _ request: GraphQLRequest, context: ExecutionContext = ExecutionContext(), allowsMutations: Bool = true, root: JSONView? = nil
  ) async -> GraphQLResponse {
    do throws(RequestFailure) {
      let document = try prepare(request.query)
      let plan = try plan(document, request.operationName, allowsMutations: allowsMutations)
      guard plan.operation != .subscription else {
        let error = GraphQLError("A subscription cannot be answered by one response.")
        throw RequestFailure([error], code: "OPERATION_RESOLUTION_FAILURE", operation: .subscription)
      }
      let variables = try coerceVariables(request.variables, plan)
      let result = await executor.execute(plan, variables: variables, context: context, root: root)
      return GraphQLResponse(data: result.data, errors: result.errors, operation: plan.operation)
    } catch {
      return GraphQLResponse(requestErrors: error.errors, operation: error.operation)
    }
  }

  /// Begins a subscription, for a transport that can send several responses. Section 6.2.3.
  ///
  /// - Throws: what is wrong with the request, or why its field cannot be listened to. The responses' own errors are in them.
  public func subscribe(
    _ request: GraphQLRequest, context: ExecutionContext = ExecutionContext()
  ) async throws(RequestFailure) -> GraphQLResponses {
    let document = try prepare(request.query)
    let plan = try plan(document, request.operationName, allowsMutations: false, allowsSubscriptions: true)
    let variables = try coerceVariables(request.variables, plan)
    do throws(GraphQLError) {
      return GraphQLResponses(results: try await executor.subscribe(plan, variables: variables, context: context))
    } catch {
      throw RequestFailure([error], code: "OPERATION_RESOLUTION_FAILURE", operation: plan.operation)
    }
  }

  /// The plan that a request would be run by, without running it.
  public func plan(_ request: GraphQLRequest) throws(RequestFailure) -> OperationPlan {
    try plan(try prepare(request.query), request.operationName, allowsMutations: true)
  }

  // MARK: steps

  /// Parses and validates, or finds the document among those remembered.
  private func prepare(_ query: String) throws(RequestFailure) -> PreparedDocument {
    if let known = cache.withLock({ $0.value(for: query) }) { return known }
    let document: Document
    do { document = try Parser.parse(query, limits: configuration.parserLimits) } catch {
      throw RequestFailure([error], code: "GRAPHQL_PARSE_FAILED")
    }
    let errors = validate(document, schema, options: configuration.validation)
    guard errors.isEmpty else { throw RequestFailure(errors, code: "GRAPHQL_VALIDATION_FAILED") }
    let prepared = PreparedDocument(source: query, document: document)
    remember(prepared)
    return prepared
  }

  /// Keeps a document; again when it has become larger by a plan.
  private func remember(_ document: PreparedDocument) {
    guard document.source.utf8.count <= configuration.longestCachedDocument else { return }
    let cost = document.estimatedBytes
    cache.withLock { $0.insert(document, for: document.source, cost: cost) }
  }

  private func plan(
    _ document: PreparedDocument, _ name: String?, allowsMutations: Bool, allowsSubscriptions: Bool = false
  ) throws(RequestFailure) -> OperationPlan {
    let plan: OperationPlan
    let isNew: Bool
    do throws(GraphQLError) {
      (plan, isNew) = try document.plan(name) { document throws(GraphQLError) in
        try OperationPlan(document: document, operationName: name, schema: schema, planner: planner, limits: configuration.planLimits)
      }
    } catch {
      throw RequestFailure([error], code: "OPERATION_RESOLUTION_FAILURE")
    }
    if isNew { remember(document) }
    guard plan.operation == .query || allowsMutations || (allowsSubscriptions && plan.operation == .subscription) else {
      let error = GraphQLError("Can only perform a \(plan.operation.rawValue) operation from a POST request.")
      throw RequestFailure([error], code: "METHOD_NOT_ALLOWED", operation: plan.operation)
    }
    return plan
  }

  private func coerceVariables(_ given: JSONObject, _ plan: OperationPlan) throws(RequestFailure) -> VariableValues {
    do { return try plan.coerceVariables(given, suggestsNames: configuration.validation.suggestsNames) } catch {
      throw RequestFailure(error.errors, code: "BAD_USER_INPUT", operation: plan.operation)
    }
  }
}

/// Why a request was not run.
public struct RequestFailure: Error, Sendable {
  /// At least one error, each with its `code`.
  public let errors: [GraphQLError]
  /// The kind of operation; nil when it is not known.
  public let operation: OperationType?

  init(_ errors: [GraphQLError], code: String, operation: OperationType? = nil) {
    self.errors = errors.map { error in
      var error = error
      if error.extensions["code"] == nil { error.extensions["code"] = code }
      return error
    }
    self.operation = operation
  }
}
