import GraphQLExecution
import JSON

/// Where a field's values come from. One resolver at several fields is one batch: equal keys are loaded once a request.
public struct Resolver: Sendable {
  enum Source: Sendable {
    case loader(any Loader, keys: [JSONPath])
    case path(JSONPath)
    case events(any EventSource)
  }

  let source: Source

  /// Calls a function for each object that holds the field, all objects at the same time; for equal objects once.
  ///
  /// A thrown `LoadFailure` is the field's error as it is. Of any other error the client learns only that there was one.
  public static func field(
    _ resolve: @escaping @Sendable (FieldRequest) async throws -> any JSONRepresentable
  ) -> Resolver {
    Resolver(source: .loader(FieldLoader(resolve), keys: [JSONPath()]))
  }

  /// Calls a function once with the keys of all objects that hold the field, each key once. The function gives one value a key, in their order.
  ///
  /// - Parameter key: where the key lies in the object, for example `authorID` or `author.id`. The field is null where the key is.
  public static func batch(
    by key: JSONPath, _ resolve: @escaping @Sendable (BatchRequest) async throws -> [any JSONRepresentable]
  ) -> Resolver {
    Resolver(source: .loader(BatchLoader(resolve), keys: [key]))
  }

  /// Asks a loader, with a key of the values that lie at these places of the object.
  public static func loader(_ loader: any Loader, by keys: JSONPath...) -> Resolver {
    Resolver(source: .loader(loader, keys: keys))
  }

  /// Takes the value from another place of the object than under the field's own name.
  public static func path(_ path: JSONPath) -> Resolver { Resolver(source: .path(path)) }

  /// Listens to events: for a field of the subscription root, whose value each event is.
  public static func events<Events: AsyncSequence & Sendable>(
    _ subscribe: @escaping @Sendable (FieldRequest) async throws -> Events
  ) -> Resolver where Events.Element: JSONRepresentable {
    Resolver(source: .events(FieldEvents(subscribe)))
  }
}

/// One object's field to resolve.
public struct FieldRequest: Sendable {
  /// The object that holds the field; null for a root field.
  public let parent: JSONValue
  /// The field's arguments, coerced, with defaults.
  public let arguments: JSONObject
  /// The request on whose behalf this is.
  public let context: ExecutionContext
}

/// A field of many objects to resolve.
public struct BatchRequest: Sendable {
  /// The objects' keys, each once.
  public let keys: [JSONValue]
  /// The field's arguments, coerced, with defaults.
  public let arguments: JSONObject
  /// The request on whose behalf this is.
  public let context: ExecutionContext
}
