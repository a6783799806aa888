import GraphQLExecution
import GraphQLLanguage

/// The responses of a subscription, one an event, each made when it is asked for. Section 6.2.3.2.
///
/// It ends when the source of events ends. Dropping the iterator, or cancelling the task that iterates, ends the listening.
public struct GraphQLResponses: AsyncSequence, Sendable {
  let results: ExecutionResults

  /// Listens.
  public func makeAsyncIterator() -> Iterator { Iterator(results: results.makeAsyncIterator()) }

  /// The responses in their order.
  public struct Iterator: AsyncIteratorProtocol {
    var results: ExecutionResults.Iterator

    /// The response to the next event; nil at the end. Throws the error by which the source ended.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> GraphQLResponse? {
      guard let result = try await results.next(isolation: actor) else { return nil }
      return GraphQLResponse(data: result.data, errors: result.errors, operation: .subscription)
    }

    /// The response to the next event; nil at the end. Throws the error by which the source ended.
    public mutating func next() async throws -> GraphQLResponse? { try await next(isolation: nil) }
  }
}
