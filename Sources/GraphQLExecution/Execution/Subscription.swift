import GraphQLLanguage
import JSON

/// The source of the events of a field of the subscription root.
public protocol EventSource: AnyObject, Sendable {
  /// Section 6.2.3.1, ResolveFieldEventStream().
  ///
  /// - Returns: the events. Each is the root value of one response. Releasing the iterator ends the subscription.
  /// - Throws: the reason why there are no events. It becomes a request error.
  func events(field: String, arguments: JSONObject, context: ExecutionContext) async throws(LoadFailure) -> any EventSequence
}

public typealias EventSequence = AsyncSequence<JSONView, any Error> & Sendable

extension Executor {
  /// Section 6.2.3, Subscribe().
  ///
  /// - Throws: a request error when the source stream cannot be created.
  public func subscribe(
    _ plan: OperationPlan, variables: VariableValues, context: ExecutionContext
  ) async throws(GraphQLError) -> ExecutionResults {
    let events = try await createSourceEventStream(plan, variables, context)
    return ExecutionResults(executor: self, plan: plan, variables: variables, context: context, events: events)
  }

  /// Section 6.2.3.1, CreateSourceEventStream().
  private func createSourceEventStream(
    _ plan: OperationPlan, _ variables: VariableValues, _ context: ExecutionContext
  ) async throws(GraphQLError) -> any EventSequence {
    let access = await plan.decisions(for: context, policies)
    var state = OperationState(plan: plan, variables: variables, access: access)
    guard plan.operation == .subscription, let index = state.activeFields(of: plan.root).first else {
      throw GraphQLError("The operation is not a subscription.")
    }
    let field = plan.root.fields[index]
    func failure(_ message: String, _ extensions: [String: String], json: [String: String] = [:]) -> GraphQLError {
      GraphQLError(
        message, locations: field.locations, path: [.field(field.responseKey)], extensions: extensions, jsonExtensions: json)
    }
    guard !access.refuses(field) else {
      throw failure("The caller is not authorized for \"\(field.coordinate)\".", ["code": Completion.unauthorized])
    }
    guard let source = plan.eventSource else {
      throw failure("The subscription field \"\(field.name)\" has no source of events.", ["code": "SUBSCRIPTION_NOT_SUPPORTED"])
    }
    let arguments: JSONObject
    switch state.arguments(of: field) {
    case .success(let values): arguments = values
    case .failure(var error):
      error.path = [.field(field.responseKey)]
      error.extensions["code"] = "BAD_USER_INPUT"
      throw error
    }
    do throws(LoadFailure) {
      return try await source.events(field: field.name, arguments: arguments, context: context)
    } catch {
      throw failure(error.message, error.extensions, json: error.jsonExtensions)
    }
  }
}

/// The response stream of a subscription: one result per event, executed when it is requested. Section 6.2.3.2, MapSourceToResponseEvent().
///
/// The stream ends when the source ends and throws what the source throws. The subscription ends when the iterator is released or its task
/// is cancelled.
public struct ExecutionResults: AsyncSequence, Sendable {
  let executor: Executor
  let plan: OperationPlan
  let variables: VariableValues
  let context: ExecutionContext
  let events: any EventSequence

  public func makeAsyncIterator() -> Iterator { Iterator(results: self, events: events.makeAsyncIterator()) }

  public struct Iterator: AsyncIteratorProtocol {
    let results: ExecutionResults
    var events: any AsyncIteratorProtocol<JSONView, any Error>

    /// Section 6.2.3.2, ExecuteSubscriptionEvent(): the event is the initial value.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> ExecutionResult? {
      guard let event = try await events.next(isolation: actor) else { return nil }
      return await results.executor.execute(results.plan, variables: results.variables, context: results.context, root: event)
    }

    public mutating func next() async throws -> ExecutionResult? { try await next(isolation: nil) }
  }
}
