import GraphQLLanguage
import GraphQLSchema
import JSON

/// Decides where the fields of an object come from. Execution knows nothing else about where data lives.
public protocol SourcePlanner: Sendable {
  /// The sources of some fields of an object type whose JSON comes from an origin.
  func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources

  /// The JSON strings that an enum's values stand for at an origin, where they differ from the values' names.
  func enumStrings(of type: String, at origin: Origin) -> [String: String]

  /// The members under which an input type's fields travel to an origin, where they differ from the fields' names.
  func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath]

  /// How values of an abstract type say what they are at an origin.
  func discriminator(of type: String, at origin: Origin) -> Discriminator

  /// Where the events of a field of the subscription root come from; nil when there are none.
  func eventSource(of field: String, on type: ObjectType) -> (any EventSource)?
}

extension SourcePlanner {
  /// Values travel under their own names.
  public func enumStrings(of type: String, at origin: Origin) -> [String: String] { [:] }
  /// Fields travel under their own names.
  public func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath] { [:] }
  /// Values say it in `__typename`.
  public func discriminator(of type: String, at origin: Origin) -> Discriminator { Discriminator() }
  /// No events.
  public func eventSource(of field: String, on type: ObjectType) -> (any EventSource)? { nil }
}

/// Who has provided a JSON value, for example a subgraph. Its meaning is the planner's own.
public struct Origin: Hashable, Sendable {
  /// The planner's number for it.
  public let id: Int

  /// An origin of the planner's; numbers from 0 up.
  public init(id: Int) { self.id = id }

  /// The operation itself: the origin of a root object.
  public static let operation = Origin(id: -1)
  /// The schema, which answers introspection.
  static let schema = Origin(id: -2)
}

/// The question to a planner: where do these fields come from?
public struct ObjectRequest: Sendable {
  /// The object's type.
  public let type: ObjectType
  /// Who has provided the object.
  public let origin: Origin
  /// The kind of operation.
  public let operation: OperationType
  /// The names of the fields, each once.
  public let fields: [String]

  /// A question.
  public init(type: ObjectType, origin: Origin, operation: OperationType, fields: [String]) {
    self.type = type
    self.origin = origin
    self.operation = operation
    self.fields = fields
  }
}

/// The planner's answer: further layers of the object to fetch, and where each field lies.
///
/// Layer 0 is the JSON that the object's place holds; layer n is what fetch n - 1 has loaded for it.
public struct ObjectSources: Sendable {
  /// What to load for each object, in an order in which each needs only layers before it.
  public var fetches: [EntityFetch]
  /// The sources of the fields, in the order of the request.
  public var fields: [FieldSource]
  /// The layer that stands in for layer 0 where that is a mere key, if there is one.
  public var referenceLayer: Int?

  /// An answer.
  public init(fetches: [EntityFetch] = [], fields: [FieldSource], referenceLayer: Int? = nil) {
    self.fetches = fetches
    self.fields = fields
    self.referenceLayer = referenceLayer
  }
}

/// Loading a layer of each object.
public struct EntityFetch: Sendable {
  /// Who loads it.
  public let loader: any Loader
  /// Where the parts of the loader's key lie.
  public let inputs: [InputSource]
  /// Whether only objects whose layer 0 is a mere key are loaded.
  public let isForReferencesOnly: Bool

  /// A fetch.
  public init(loader: any Loader, inputs: [InputSource], isForReferencesOnly: Bool = false) {
    self.loader = loader
    self.inputs = inputs
    self.isForReferencesOnly = isForReferencesOnly
  }
}

/// Where a part of a loader's key lies in the object.
public struct InputSource: Sendable {
  /// The layer.
  public let layer: Int
  /// The way inside the layer.
  public let path: JSONPath
  /// Whether a layer 0 that is a mere key is this value.
  public let isKey: Bool
  /// Whether there is nothing to load without it.
  public let isRequired: Bool

  /// A place.
  public init(layer: Int, path: JSONPath, isKey: Bool, isRequired: Bool = true) {
    self.layer = layer
    self.path = path
    self.isKey = isKey
    self.isRequired = isRequired
  }
}

/// Where a field's value comes from.
public enum FieldSource: Sendable {
  /// It lies in the object. `isKey`: a layer 0 that is a mere key is its value.
  case value(layer: Int, path: JSONPath, isKey: Bool, origin: Origin)
  /// A loader gets it, with the field's arguments.
  case load(any Loader, inputs: [InputSource], origin: Origin)
}
