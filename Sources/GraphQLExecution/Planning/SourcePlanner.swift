import GraphQLLanguage
import GraphQLSchema
import JSON
import Synchronization

/// Determines the sources of an object's fields. The executor knows nothing else about where data comes from.
public protocol SourcePlanner: Sendable {
  /// Returns the sources of some fields of an object type whose JSON comes from an origin.
  func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources

  /// Returns the JSON strings that represent an enum's values at an origin, where they differ from the values' names.
  func enumStrings(of type: String, at origin: Origin) -> [String: String]

  /// Returns the paths of an input type's fields at an origin, where they differ from the fields' names.
  func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath]

  /// Returns how a custom scalar's values are written; nil when they are sent to origins and clients as they came.
  func decimals(of scalar: String) -> DecimalScalar?

  /// Returns how values of an abstract type specify their object type at an origin.
  func discriminator(of type: String, at origin: Origin) -> Discriminator

  /// Returns the source of the events of a field of the subscription root; nil when there is none.
  func eventSource(of field: String, on type: ObjectType) -> (any EventSource)?

  /// Whether loaders use `ExecutionContext.loader(for:)`.
  var usesDataLoaders: Bool { get }

  /// Whether any field requires something of the caller.
  var restrictsAccess: Bool { get }

  /// Returns what a field of an object or interface type requires of the caller; nil when every caller may see it.
  func requirement(of field: String, on type: String) -> AccessRequirement?

  /// What the schema says about the cost of operations.
  var costRules: CostRules { get }

  /// The schema of the selections that loaders require, with the types and fields that clients do not see; nil when it is the clients' schema.
  var completeSchema: Schema? { get }
}

extension SourcePlanner {
  public func enumStrings(of type: String, at origin: Origin) -> [String: String] { [:] }
  public func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath] { [:] }
  public func decimals(of scalar: String) -> DecimalScalar? { nil }
  public func discriminator(of type: String, at origin: Origin) -> Discriminator { Discriminator() }
  public func eventSource(of field: String, on type: ObjectType) -> (any EventSource)? { nil }
  public var usesDataLoaders: Bool { false }
  public var restrictsAccess: Bool { false }
  public var costRules: CostRules { CostRules() }
  public func requirement(of field: String, on type: String) -> AccessRequirement? { nil }
  public var completeSchema: Schema? { nil }
}

/// Resolves each field like graphql-js's default field resolver: its value is the member of the object with the field's name.
public struct DefaultFieldPlanner: SourcePlanner {
  public init() {}

  public func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    ObjectSources(fields: request.fields.map { .value(layer: 0, path: JSONPath(member: $0), isKey: false, origin: .source(0)) })
  }
}

/// The provider of a JSON value.
public enum Origin: Hashable, Sendable {
  /// The operation itself, which provides the root object.
  case operation
  /// The schema, which provides the values of introspection.
  case introspection
  /// A source of the planner, for example a subgraph, with a number that the planner assigns.
  case source(Int)

  var isSource: Bool { if case .source = self { true } else { false } }
}

/// The fields whose sources a planner must determine.
public struct ObjectRequest: Sendable {
  public let type: ObjectType
  /// The provider of the object.
  public let origin: Origin
  public let operation: OperationType
  /// The names of the fields, each once.
  public let fields: [String]
  /// What is selected from the objects of each field.
  public let selected: SelectedSets
  /// Whether a loader requires the fields, rather than the operation.
  public let isRequired: Bool

  public init(
    type: ObjectType, origin: Origin, operation: OperationType, fields: [String], selected: SelectedSets = SelectedSets(),
    isRequired: Bool = false
  ) {
    self.type = type
    self.origin = origin
    self.operation = operation
    self.fields = fields
    self.selected = selected
    self.isRequired = isRequired
  }
}

/// What is selected from the objects of some fields, for planners whose choice depends on it.
public struct SelectedSets: Sendable {
  private let selected: [(field: String, set: SelectionSet)]
  private let fragments: [String: FragmentDefinition]
  /// What the planner has computed about the operation's selection sets; nil for selections outside of the operation.
  public let memo: SelectionMemo?

  public init(
    _ selected: [(field: String, set: SelectionSet)] = [], fragments: [String: FragmentDefinition] = [:], memo: SelectionMemo? = nil
  ) {
    self.selected = selected
    self.fragments = fragments
    self.memo = memo
  }

  public func contains(_ field: String) -> Bool { selected.contains { $0.field == field } }

  /// The positions of the selection sets of a field in the document; nil when one is unknown.
  public func locations(of field: String) -> [SourceLocation]? {
    let locations = selected.filter { $0.field == field }.map(\.set.location)
    return locations.allSatisfy(\.isKnown) ? locations : nil
  }

  /// What is selected from objects of a type in a field's value, whatever `@skip` and `@include` say: the names, and the sets below them.
  ///
  /// - Parameter applies: whether a type condition includes the object type.
  public func below(_ field: String, applies: (String) -> Bool) -> (names: Set<String>, selected: SelectedSets) {
    var names: Set<String> = []
    var below: [(field: String, set: SelectionSet)] = []
    var visited: Set<String> = []
    func add(_ set: SelectionSet) {
      for selection in set.selections {
        switch selection {
        case .field(let field):
          guard field.name.value != "__typename" else { continue }
          names.insert(field.name.value)
          if let set = field.selectionSet { below.append((field.name.value, set)) }
        case .inlineFragment(let fragment):
          if fragment.typeCondition.map({ applies($0.value) }) ?? true { add(fragment.selectionSet) }
        case .fragmentSpread(let spread):
          guard visited.insert(spread.name.value).inserted, let fragment = fragments[spread.name.value] else { continue }
          if applies(fragment.typeCondition.value) { add(fragment.selectionSet) }
        }
      }
    }
    for (name, set) in selected where name == field { add(set) }
    return (names, SelectedSets(below, fragments: fragments, memo: memo))
  }
}

/// Numbers that a planner has computed about selection sets of one operation, so that it computes each once.
public final class SelectionMemo: Sendable {
  public struct Key: Hashable, Sendable {
    let type: String
    let field: String
    let origin: Origin
    let locations: [SourceLocation]

    public init(type: String, field: String, origin: Origin, locations: [SourceLocation]) {
      self.type = type
      self.field = field
      self.origin = origin
      self.locations = locations
    }
  }

  private let numbers = Mutex<[Key: Int]>([:])

  public init() {}

  public subscript(_ key: Key) -> Int? {
    get { numbers.withLock { $0[key] } }
    set { numbers.withLock { $0[key] = newValue } }
  }
}

/// The sources of an object's fields.
///
/// The JSON of an object has layers. Layer 0 is the JSON at the object's position, and layer n is the result of fetch n - 1. When layer 0 is an
/// entity reference, that is, only the entity's key, the reference layer replaces it. When layer 0 is an abbreviated object, the reference
/// layer has the members that are absent from it.
///
/// When the field that holds the object has several sources, layer 0 is the object in the first one, and layers 1 to `partCount` are the same
/// object in the others. The fetches' layers follow.
public struct ObjectSources: Sendable {
  /// The fetches for each object. A fetch depends only on layers before its own.
  public var fetches: [EntityFetch]
  /// The sources of the fields, in the order of the request.
  public var fields: [FieldSource]
  public var referenceLayer: Int?
  /// The number of further sources of the object itself.
  public var partCount: Int
  /// The selections that loaders require.
  public var requirements: [Requirement]
  /// Whether the origin of the objects knows nothing of them but their key, so that only the layers tell whether they exist.
  public var isKnownByKeyOnly: Bool

  public init(
    fetches: [EntityFetch] = [], fields: [FieldSource], referenceLayer: Int? = nil, partCount: Int = 0, requirements: [Requirement] = [],
    isKnownByKeyOnly: Bool = false
  ) {
    self.fetches = fetches
    self.fields = fields
    self.referenceLayer = referenceLayer
    self.partCount = partCount
    self.requirements = requirements
    self.isKnownByKeyOnly = isKnownByKeyOnly
  }
}

/// A selection that a loader requires of its object: a field with everything below it. It is loaded like a field of the operation, and its
/// value, completed, is an input of the loader.
public struct Requirement: Sendable {
  /// The selection. Aliases are the names that the loader expects.
  public let field: Field
  public var source: FieldSource
  /// The origin whose strings for enum values the loader expects.
  public let reader: Origin

  public init(field: Field, source: FieldSource, reader: Origin) {
    self.field = field
    self.source = source
    self.reader = reader
  }
}

/// The load of one layer of each object.
public struct EntityFetch: Sendable {
  public let loader: any Loader
  /// The parts of the loader's key.
  public let inputs: [InputSource]
  /// Whether the layer is loaded only for objects that are entity references, or that lack a member that the operation selects.
  public let isForReferencesOnly: Bool
  /// Whether the layer is the entity, which does not exist where the layer is missing. False for the value of a single field.
  public let loadsEntity: Bool

  public init(loader: any Loader, inputs: [InputSource], isForReferencesOnly: Bool = false, loadsEntity: Bool = true) {
    self.loader = loader
    self.inputs = inputs
    self.isForReferencesOnly = isForReferencesOnly
    self.loadsEntity = loadsEntity
  }
}

/// The source of one part of a loader's key. Nothing is loaded for an object whose part is null or absent.
public struct InputSource: Sendable {
  public var layer: Int
  public let path: JSONPath
  /// Whether an entity reference in layer 0 is the value itself.
  public let isKey: Bool
  /// Set for an enum value that the loader's origin represents by other strings than the origin of the layer.
  public var translation: EnumTranslation?
  /// The paths of objects on the way that can be entity references. A scalar there is the value itself.
  public let references: [JSONPath]
  /// The index of the requirement that the value is in. The path leads through lists, whose values become a list.
  public let requirement: Int?
  /// Whether the path leads through lists, whose values become a list.
  public let isThroughLists: Bool

  public init(
    layer: Int, path: JSONPath, isKey: Bool, references: [JSONPath] = [], requirement: Int? = nil,
    isThroughLists: Bool = false
  ) {
    self.layer = layer
    self.path = path
    self.isKey = isKey
    self.references = references
    self.requirement = requirement
    self.isThroughLists = isThroughLists
  }
}

/// The source of a field's value.
public enum FieldSource: Sendable {
  /// The value is in a layer of the object. `isKey`: an entity reference in layer 0 is the value itself.
  case value(layer: Int, path: JSONPath, isKey: Bool, origin: Origin)
  /// A loader loads the value, with the field's arguments.
  case load(any Loader, inputs: [InputSource], origin: Origin)
  /// Several sources, each with a part of the objects. The first one decides which objects there are.
  indirect case parts([FieldSource], origin: Origin)
}

/// A custom scalar whose values are decimal numbers. Clients send a number, or its text as a string, and origins get the number.
public struct DecimalScalar: Sendable {
  /// Whether clients get strings, which no client reads as binary floating point.
  public let isWrittenAsString: Bool

  public init(isWrittenAsString: Bool) { self.isWrittenAsString = isWrittenAsString }

  /// The number that a client sent as a string; nil for any other value.
  static func number(_ value: JSONValue) -> JSONValue? {
    guard case .string(let text) = value, let root = try? JSONDocument(parsing: text).root, root.kind == .number,
      root.raw.count == text.utf8.count
    else { return nil }
    return .number(text)
  }
}

/// How a value of an abstract type specifies its object type.
public struct Discriminator: Sendable, Hashable {
  /// The path of the string that specifies the type.
  public let path: JSONPath
  /// The strings of object types, where they differ from the types' names.
  public let strings: [String: String]

  public init(path: JSONPath = JSONPath(member: "__typename"), strings: [String: String] = [:]) {
    self.path = path
    self.strings = strings
  }
}
