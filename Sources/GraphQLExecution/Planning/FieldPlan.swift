import GraphQLLanguage
import JSON

/// One response key of an object: all selections of it, merged.
final class FieldPlan: Sendable {
  /// Its number in the operation, for paths and per-request values.
  let id: Int
  let responseKey: String
  /// The response key as JSON text with its colon.
  let keyText: [UInt8]
  let name: String
  let parentType: String
  let locations: [SourceLocation]
  let type: OutputType
  let definition: FieldDefinition
  /// Where it was selected, and under which conditions; always at least one.
  let occurrences: [Occurrence]
  let source: Source
  /// The way to the value where it lies in the object itself.
  let ownPath: JSONPath?
  let arguments: ArgumentsPlan
  /// The objects that it may hold; nil for a leaf.
  let selection: SelectionPlan?
  /// The layers of the object that it needs, with the layers that those need.
  let layers: LayerSet

  enum Source: Sendable {
    case typename
    case value(layer: Int, path: JSONPath, isKey: Bool)
    /// One of two places by an argument: introspection's `includeDeprecated`.
    case chosen(argument: String, whenTrue: JSONPath, whenFalse: JSONPath)
    case load(any Loader, inputs: [InputSource], slot: Int)
  }

  /// A selection of the field.
  struct Occurrence: Sendable {
    /// Where it stands among all selections of the object.
    let order: Int
    let conditions: [Condition]
    /// The arguments as they are written here, where that is not the first selection and they may be wrong.
    var arguments: ArgumentsPlan?
  }

  init(
    id: Int, responseKey: String, name: String, parentType: String, locations: [SourceLocation], type: OutputType,
    definition: FieldDefinition,
    occurrences: [Occurrence],
    source: Source, arguments: ArgumentsPlan, selection: SelectionPlan?, layers: LayerSet
  ) {
    self.id = id
    self.responseKey = responseKey
    keyText = Array("\"\(responseKey)\":".utf8)
    self.name = name
    self.parentType = parentType
    self.locations = locations
    self.type = type
    self.definition = definition
    self.occurrences = occurrences
    self.source = source
    ownPath = if case .value(layer: 0, let path, _) = source { path } else { nil }
    self.arguments = arguments
    self.selection = selection
    self.layers = layers
    needsMore = selection?.needsFrame == true || arguments.mayFail
  }

  /// Whether writing it takes more than its value: rows of objects below, or arguments that may be wrong.
  let needsMore: Bool

  /// `Type.field`, for messages.
  var coordinate: String { "\(parentType).\(name)" }
}

/// `@skip` or `@include` on a variable.
struct Condition: Sendable, Hashable {
  let variable: String
  /// The truth at which the selection stays.
  let wanted: Bool
  let location: SourceLocation

  static func == (left: Condition, right: Condition) -> Bool { left.variable == right.variable && left.wanted == right.wanted }

  func hash(into hasher: inout Hasher) {
    hasher.combine(variable)
    hasher.combine(wanted)
  }
}

/// A set of layers of one object.
struct LayerSet: OptionSet, Sendable {
  let rawValue: UInt64

  static let maximumLayer = 63

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(layer: Int) { rawValue = 1 << UInt64(layer) }
}
