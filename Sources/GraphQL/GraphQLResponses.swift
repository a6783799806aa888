import GraphQLExecution
import GraphQLLanguage

/// The responses of a subscription, one per event. Section 6.2.3.2, MapSourceToResponseEvent().
///
/// Each response is made when it is requested. The sequence ends when the source of events ends. The subscription ends when the iterator is
/// released or its task is cancelled.
public struct GraphQLResponses: AsyncSequence, Sendable {
  let results: ExecutionResults

  public func makeAsyncIterator() -> Iterator { Iterator(results: results.makeAsyncIterator()) }

  public struct Iterator: AsyncIteratorProtocol {
    var results: ExecutionResults.Iterator

    /// The response to the next event. Nil at the end. Throws the error of the source.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> GraphQLResponse? {
      guard let result = try await results.next(isolation: actor) else { return nil }
      return GraphQLResponse(data: result.data, errors: result.errors, operation: .subscription)
    }

    /// The response to the next event. Nil at the end. Throws the error of the source.
    public mutating func next() async throws -> GraphQLResponse? { try await next(isolation: nil) }
  }
}
