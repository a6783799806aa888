import GraphQLExecution
import JSON

/// Events from a closure. Each is a value of the subscription's field.
final class FieldEvents<Events: AsyncSequence & Sendable>: EventSource where Events.Element: JSONRepresentable {
  private let subscribe: @Sendable (FieldRequest) async throws -> Events

  init(_ subscribe: @escaping @Sendable (FieldRequest) async throws -> Events) {
    self.subscribe = subscribe
  }

  func events(field: String, arguments: JSONObject, context: ExecutionContext) async throws(LoadFailure) -> any EventSequence {
    do {
      let events = try await subscribe(FieldRequest(parent: .null, arguments: arguments, context: context))
      return RootValues(field: field, events: events)
    } catch {
      throw LoadFailure(resolverError: error)
    }
  }
}

/// Makes each event a root value, with the event as the member of the field's name.
private struct RootValues<Events: AsyncSequence & Sendable>: AsyncSequence, Sendable where Events.Element: JSONRepresentable {
  let field: String
  let events: Events

  func makeAsyncIterator() -> Iterator { Iterator(field: field, events: events.makeAsyncIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    let field: String
    var events: Events.AsyncIterator

    mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> JSONView? {
      guard let event = try await events.next(isolation: actor) else { return nil }
      let root = JSONObject([(name: field, value: event.json)])
      return try JSONDocument(parsing: JSONValue.object(root).bytes).root
    }

    mutating func next() async throws -> JSONView? { try await next(isolation: nil) }
  }
}
