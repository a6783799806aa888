import JSON

/// Where the events of a field of the subscription root come from.
public protocol EventSource: AnyObject, Sendable {
  /// Begins to listen for a field. Section 6.2.3.1, ResolveFieldEventStream().
  ///
  /// - Returns: events, each the root value that one response is made from. Dropping the iterator ends the listening.
  /// - Throws: why there is nothing to listen to; a request error.
  func events(field: String, arguments: JSONObject, context: ExecutionContext) async throws(LoadFailure) -> any EventSequence
}

/// Events as they come: root values.
public typealias EventSequence = AsyncSequence<JSONView, any Error> & Sendable
