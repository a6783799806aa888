import GraphQLLanguage
import JSON

extension Executor {
  /// Begins a subscription. Section 6.2.3, Subscribe(): the source stream is made, then each event of it becomes a result.
  ///
  /// - Throws: the request error when there is no source stream.
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
    var state = OperationState(plan: plan, variables: variables)
    guard plan.operation == .subscription, let index = state.activeFields(of: plan.root).first else {
      throw GraphQLError("The operation is no subscription.")
    }
    let field = plan.root.fields[index]
    func failure(_ message: String, _ extensions: [String: String]) -> GraphQLError {
      GraphQLError(message, locations: field.locations, path: [.field(field.responseKey)], extensions: extensions)
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
      throw failure(error.message, error.extensions)
    }
  }
}
