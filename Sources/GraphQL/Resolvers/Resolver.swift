import GraphQLExecution
import JSON

/// Where a field's values come from. A resolver that several fields use has one batch: equal keys are loaded once per request.
public struct Resolver: Sendable {
  enum Source: Sendable {
    case loader(any Loader, keys: [JSONPath])
    case path(JSONPath)
    case events(any EventSource)
  }

  let source: Source

  /// Calls a function for each object that has the field, concurrently, and once for equal objects.
  ///
  /// The client sees the message of a thrown `LoadFailure`. Any other error becomes a general message.
  public static func field(
    _ resolve: @escaping @Sendable (FieldRequest) async throws -> any JSONRepresentable
  ) -> Resolver {
    Resolver(source: .loader(FieldLoader(resolve), keys: [JSONPath()]))
  }

  /// Calls a function once with the distinct keys of all objects that have the field. It returns one value per key, in the order of the keys.
  ///
  /// - Parameter key: the path of the key in the object, for example `authorID` or `author.id`. The field is null if the key is null.
  public static func batch(
    by key: JSONPath, _ resolve: @escaping @Sendable (BatchRequest) async throws -> [any JSONRepresentable]
  ) -> Resolver {
    Resolver(source: .loader(BatchLoader(resolve), keys: [key]))
  }

  /// Calls a loader. Its key is the values at these paths of the object.
  public static func loader(_ loader: any Loader, by keys: JSONPath...) -> Resolver {
    Resolver(source: .loader(loader, keys: keys))
  }

  /// Reads the value at a path of the object.
  public static func path(_ path: JSONPath) -> Resolver { Resolver(source: .path(path)) }

  /// Subscribes to events, for a field of the subscription root. Each event is a value of the field.
  public static func events<Events: AsyncSequence & Sendable>(
    _ subscribe: @escaping @Sendable (FieldRequest) async throws -> Events
  ) -> Resolver where Events.Element: JSONRepresentable {
    Resolver(source: .events(FieldEvents(subscribe)))
  }
}

/// A field of one object to resolve.
public struct FieldRequest: Sendable {
  /// The object that has the field. Null for a root field.
  public let parent: JSONValue
  /// The field's coerced arguments, with defaults.
  public let arguments: JSONObject
  public let context: ExecutionContext
}

/// A field of many objects to resolve.
public struct BatchRequest: Sendable {
  /// The distinct keys of the objects.
  public let keys: [JSONValue]
  /// The field's coerced arguments, with defaults.
  public let arguments: JSONObject
  public let context: ExecutionContext
}
