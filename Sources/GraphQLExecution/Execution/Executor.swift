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
  /// The errors of the measured limits that the response exceeds.
  public var exceeded: [GraphQLError] = []
}

/// Executes operation plans in two phases: `FetchPhase` loads values, then `Completion` writes the response.
public struct Executor: Sendable {
  /// Whether error messages quote values that do not match their type. For tools only: a gateway must not show what an upstream returned.
  public var showsValues: Bool

  /// Interprets values of the root object; nil in production.
  public var reader: (any ValueReader)?

  /// The limits of a response.
  public var limits: OperationLimits

  /// Where what takes more than some milliseconds is executed, so that it does not hold an event loop. Nil if everything stays where it is.
  public var workers: (any TaskExecutor)?

  /// Decides the policies of `@policy`; nil grants none.
  public var policies: (any AccessPolicies)?

  public init(
    showsValues: Bool = false, reader: (any ValueReader)? = nil, limits: OperationLimits = OperationLimits(),
    policies: (any AccessPolicies)? = nil
  ) {
    self.policies = policies
    self.showsValues = showsValues
    self.limits = limits
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
    let access = plan.requirements.isEmpty ? .open : await plan.decisions(for: context, policies)
    let state = OperationState(plan: plan, variables: variables, access: access)
    if let error = state.conditionError(of: plan.root) { return ExecutionResult(data: Array("null".utf8), errors: [error]) }
    let limits = enforcedLimits
    if plan.operation == .query, root == nil, !plan.root.needsFetch, self.limits.measured == .none { return executeWithoutLoads(state) }
    var fetch = FetchPhase(state: state, context: context, root: root, limits: limits, stopsWhenLarge: workers != nil)
    var completion: Completion
    let isWritten: Bool
    if plan.operation == .mutation {
      completion = Completion(state: state, showsValues: showsValues, limits: limits, reader: reader)
      isWritten = await executeSerially(&fetch, &completion, root: root)
    } else {
      await fetch.run()
      if fetch.isLarge { await withTaskExecutorPreference(workers) { await fetch.resume() } }
      if fetch.hasTooManyObjects { return refusal(.objects) }
      if let reason = fetch.stopped { return refusal(reason) }
      completion = Completion(state: fetch.state, showsValues: showsValues, limits: limits, reader: reader)
      completion.objects = fetch.objects
      if fetch.isLarge {
        isWritten = await withTaskExecutorPreference(workers) { completion.writeObject(plan.root, base: root, row: 0) }
      } else {
        isWritten = completion.writeObject(plan.root, base: root, row: 0)
      }
      if completion.isTooLarge { return refusal(.bytes) }
    }
    var result = ExecutionResult(
      data: isWritten ? completion.writer.bytes : Array("null".utf8), errors: completion.errors, mismatches: completion.mismatches)
    if self.limits.measured != .none { result.exceeded = measuredErrors(objects: fetch.objectCount, bytes: completion.writer.bytes.count) }
    return result
  }

  /// The limits without those that are measured.
  private var enforcedLimits: OperationLimits {
    guard limits.measured != .none else { return limits }
    var enforced = limits
    if limits.measures(.objects) { enforced.maximumObjects = .max }
    if limits.measures(.bytes) { enforced.maximumResponseBytes = .max }
    return enforced
  }

  /// - Parameters:
  ///   - objects: the objects of the response; of a mutation, those of the last root fields that loaded any.
  private func measuredErrors(objects: Int, bytes: Int) -> [GraphQLError] {
    var exceeded: [GraphQLError] = []
    if limits.measures(.objects), objects > limits.maximumObjects { exceeded.append(ResponseLimit.objects.error(limits)) }
    if limits.measures(.bytes), bytes > limits.maximumResponseBytes { exceeded.append(ResponseLimit.bytes.error(limits)) }
    return exceeded
  }

  /// Executes a query of which nothing is loaded: it has `__typename` only.
  private func executeWithoutLoads(_ state: OperationState) -> ExecutionResult {
    var completion = Completion(state: state, showsValues: showsValues, limits: limits, reader: reader, capacity: 256)
    let isWritten = completion.writeObject(state.plan.root, base: nil, row: nil)
    if completion.isTooLarge { return refusal(.bytes) }
    return ExecutionResult(data: isWritten ? completion.writer.bytes : Array("null".utf8), errors: completion.errors)
  }

  /// Section 6.3.4, Normal and Serial Execution: each root field is complete before the next one starts. If null propagates to the root, the
  /// fields that remain are not executed.
  ///
  /// A limit on the response does not stop a mutation half-way: a field whose result exceeds it was executed, and the fields after it are
  /// executed too. The result is null with an error that says so. When the client has left or the time is over, no further field is begun.
  private func executeSerially(_ fetch: inout FetchPhase, _ completion: inout Completion, root: JSONView?) async -> Bool {
    let object = fetch.state.plan.root
    var isNull = false
    var isFirst = true
    completion.writer.beginObject()
    for index in fetch.state.activeFields(of: object) {
      let field = object.fields[index]
      if !isFirst, let reason = fetch.reasonToStop {
        completion.leaveOut(field, reason)
        isNull = isNull || field.type.isNonNull
        continue
      }
      isFirst = false
      await fetch.run(rootField: index)
      if fetch.isLarge { await withTaskExecutorPreference(workers) { await fetch.resume() } }
      if fetch.hasTooManyObjects {
        completion.leaveOut(field, .objects)
        isNull = isNull || field.type.isNonNull
        continue
      }
      completion.objects = fetch.objects
      let mark = completion.writer.mark
      let rows = fetch.objects[object.id]
      let isWritten =
        fetch.isLarge
        ? await withTaskExecutorPreference(workers) { completion.writeField(field, of: object, base: root, row: 0, in: rows) }
        : completion.writeField(field, of: object, base: root, row: 0, in: rows)
      if isWritten { continue }
      guard completion.isTooLarge else { return false }
      completion.writer.rollBack(to: mark)
      completion.leaveOut(field, .bytes)
      isNull = isNull || field.type.isNonNull
    }
    completion.writer.endObject()
    return !isNull
  }

  /// The result of a query whose response exceeds a limit.
  private func refusal(_ limit: ResponseLimit) -> ExecutionResult {
    ExecutionResult(data: Array("null".utf8), errors: [limit.error(limits)])
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
