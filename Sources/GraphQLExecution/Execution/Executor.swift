import GraphQLLanguage
import GraphQLSchema
import JSON

/// The result of an operation.
public struct ExecutionResult: Sendable {
  /// The JSON text of `data`.
  public let data: [UInt8]
  /// The execution errors, in the order of their positions in the response.
  public let errors: [GraphQLError]
  /// The errors among them that are values of upstreams which do not match the schema.
  public var mismatches = TypeMismatches()
}

/// Executes operation plans in two phases: `FetchPhase` loads values, then `Completion` writes the response.
public struct Executor: Sendable {
  /// Whether error messages quote values that do not match their type. For tools only: a gateway must not show what an upstream returned.
  public var showsValues: Bool

  /// Interprets values of the root object; nil in production.
  public var reader: (any ValueReader)?

  public init(showsValues: Bool = false, reader: (any ValueReader)? = nil) {
    self.showsValues = showsValues
    self.reader = reader
  }

  /// Section 6.2.1, ExecuteQuery(), and section 6.2.2, ExecuteMutation(): both run ExecuteRootSelectionSet() of section 6.3.1.
  ///
  /// - Parameter root: the initial value, which root fields without a loader are read from.
  public func execute(
    _ plan: OperationPlan, variables: VariableValues, context: ExecutionContext, root: JSONView? = nil
  ) async -> ExecutionResult {
    var context = context
    context.isMutation = plan.operation == .mutation
    let state = OperationState(plan: plan, variables: variables)
    if let error = state.conditionError(of: plan.root) { return ExecutionResult(data: Array("null".utf8), errors: [error]) }
    var fetch = FetchPhase(state: state, context: context, root: root)
    var completion: Completion
    let isWritten: Bool
    if plan.operation == .mutation {
      completion = Completion(state: state, showsValues: showsValues, reader: reader)
      isWritten = await executeSerially(&fetch, &completion, root: root)
    } else {
      await fetch.run()
      completion = Completion(state: fetch.state, showsValues: showsValues, reader: reader)
      completion.objects = fetch.objects
      isWritten = completion.writeObject(plan.root, base: root, row: 0)
    }
    return ExecutionResult(
      data: isWritten ? completion.writer.bytes : Array("null".utf8), errors: completion.errors, mismatches: completion.mismatches)
  }

  /// Section 6.3.4, Normal and Serial Execution: each root field is complete before the next one starts. If null propagates to the root, the
  /// fields that remain are not executed.
  private func executeSerially(_ fetch: inout FetchPhase, _ completion: inout Completion, root: JSONView?) async -> Bool {
    let object = fetch.state.plan.root
    completion.writer.beginObject()
    for index in fetch.state.activeFields(of: object) {
      await fetch.run(rootField: index)
      completion.objects = fetch.objects
      let field = object.fields[index]
      guard completion.writeField(field, of: object, base: root, row: 0, in: fetch.objects[object.id]) else { return false }
    }
    completion.writer.endObject()
    return true
  }
}

/// Interprets values of the root object, for tools: values that represent the error of a resolver or depend on a field's arguments.
///
/// With a reader, a value that is not an object has no fields: they are null.
public protocol ValueReader: Sendable {
  /// The error that a value represents; nil for an ordinary value.
  func failure(of value: JSONView) -> LoadFailure?

  /// Returns the value of a field for its coerced arguments. Called before the value is completed.
  func value(_ value: JSONView, of field: FieldDefinition, arguments: JSONObject) -> JSONView
}
