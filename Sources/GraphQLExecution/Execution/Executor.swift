import GraphQLLanguage
import JSON

/// What running an operation has come to.
public struct ExecutionResult: Sendable {
  /// The JSON text of `data`.
  public let data: [UInt8]
  /// The errors of fields, in the order in which the response meets them.
  public let errors: [GraphQLError]
}

/// Runs plans.
public struct Executor: Sendable {
  /// Whether messages about values that do not fit their type show the value. For tools; a gateway must not show what an upstream said.
  public var showsValues: Bool

  /// Reads root values that stand for more than themselves; nil, as in production, when none does.
  public var reader: (any ValueReader)?

  /// An executor.
  public init(showsValues: Bool = false, reader: (any ValueReader)? = nil) {
    self.showsValues = showsValues
    self.reader = reader
  }

  /// Runs a plan: fetch wave by wave, then write. A mutation's root fields run one after the other, each complete before the next.
  ///
  /// - Parameter root: what root fields read that no loader gets.
  public func execute(
    _ plan: OperationPlan, variables: VariableValues, context: ExecutionContext, root: JSONView? = nil
  ) async -> ExecutionResult {
    var context = context
    context.isMutation = plan.operation == .mutation
    let state = OperationState(plan: plan, variables: variables)
    if let problem = state.conditionError(of: plan.root) { return ExecutionResult(data: Array("null".utf8), errors: [problem]) }
    var fetch = FetchPhase(state: state, context: context, root: root)
    var completion: Completion
    let isWritten: Bool
    if plan.operation == .mutation {
      completion = Completion(state: state, showsValues: showsValues, reader: reader)
      isWritten = await writeSerially(&fetch, &completion, root: root)
    } else {
      await fetch.run()
      completion = Completion(state: fetch.state, showsValues: showsValues, reader: reader)
      completion.frames = fetch.frames
      isWritten = completion.writeObject(plan.root, base: root, row: 0)
    }
    return ExecutionResult(data: isWritten ? completion.writer.bytes : Array("null".utf8), errors: completion.errors)
  }

  /// Section 6.2.2: mutations run serially. After one whose null reaches the root, no further one runs.
  private func writeSerially(_ fetch: inout FetchPhase, _ completion: inout Completion, root: JSONView?) async -> Bool {
    let object = fetch.state.plan.root
    completion.writer.beginObject()
    for index in fetch.state.activeFields(of: object) {
      await fetch.run(rootField: index)
      completion.frames = fetch.frames
      guard completion.writeField(object.fields[index], of: object, base: root, row: 0) else { return false }
    }
    completion.writer.endObject()
    return true
  }
}
