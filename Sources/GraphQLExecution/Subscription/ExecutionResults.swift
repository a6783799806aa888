import JSON

/// The results of a subscription: one an event, made when it is asked for. Section 6.2.3.2, MapSourceToResponseEvent().
///
/// It ends when the source ends, throws what the source throws, and ends the listening when its iterator goes away or its task is cancelled.
public struct ExecutionResults: AsyncSequence, Sendable {
  let executor: Executor
  let plan: OperationPlan
  let variables: VariableValues
  let context: ExecutionContext
  let events: any EventSequence

  /// Listens.
  public func makeAsyncIterator() -> Iterator { Iterator(results: self, events: events.makeAsyncIterator()) }

  /// The results in their order.
  public struct Iterator: AsyncIteratorProtocol {
    let results: ExecutionResults
    var events: any AsyncIteratorProtocol<JSONView, any Error>

    /// The result of the next event; nil at the end. Throws the source's error.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> ExecutionResult? {
      guard let event = try await events.next(isolation: actor) else { return nil }
      // Section 6.2.3.2, ExecuteSubscriptionEvent(): the event is the root value.
      return await results.executor.execute(results.plan, variables: results.variables, context: results.context, root: event)
    }

    /// The result of the next event; nil at the end. Throws the source's error.
    public mutating func next() async throws -> ExecutionResult? { try await next(isolation: nil) }
  }
}
