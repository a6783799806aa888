import GraphQLLanguage
import JSON

/// The plan for one response key of an object: its field set, merged.
final class FieldPlan: Sendable {
  /// The index of the field in `OperationPlan.fields`.
  let id: Int
  let responseKey: String
  /// The response key as JSON text with its colon.
  let keyText: [UInt8]
  let name: String
  let parentType: String
  let locations: [SourceLocation]
  let type: OutputType
  let definition: FieldDefinition
  /// The selections of the field; at least one.
  let occurrences: [Occurrence]
  let source: Source
  /// The layer of the value; 0 when the value is not read from a layer.
  let layer: Int
  /// The path of the value in its layer when completion needs only the value: no rows of the objects in it, and no result of argument
  /// coercion. Nil for all other fields.
  let directPath: JSONPath?
  let arguments: ArgumentsPlan
  /// The plans for the objects in the value; nil for a leaf.
  let selection: SelectionPlan?
  /// The layers of the object that the value depends on, directly and indirectly.
  let layers: LayerSet

  enum Source: Sendable {
    case typename
    case value(layer: Int, path: JSONPath, isKey: Bool)
    /// One of two paths, selected by a Boolean argument: `includeDeprecated` of introspection.
    case chosen(argument: String, whenTrue: JSONPath, whenFalse: JSONPath)
    case load(any Loader, inputs: [InputSource], slot: Int)
  }

  /// A selection of the field.
  struct Occurrence: Sendable {
    /// The position among all selections of the object.
    let order: Int
    let conditions: [Condition]
    /// The arguments of this selection; nil when they equal the first selection's and cannot be invalid.
    var arguments: ArgumentsPlan?

    func isIncluded(_ variables: VariableValues) -> Bool {
      conditions.allSatisfy { variables[$0.variable] == .bool($0.wanted) }
    }
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
    if case .value(let layer, let path, _) = source {
      self.layer = layer
      directPath = selection?.needsFetch == true || arguments.mayFail ? nil : path
    } else {
      layer = 0
      directPath = nil
    }
    self.arguments = arguments
    self.selection = selection
    self.layers = layers
  }

  func isIncluded(_ variables: VariableValues) -> Bool { occurrences.contains { $0.isIncluded(variables) } }

  /// The schema coordinate `Type.field`.
  var coordinate: String { "\(parentType).\(name)" }
}

/// `@skip` or `@include` with a variable.
struct Condition: Sendable, Hashable {
  let variable: String
  /// The value of the variable that includes the selection.
  let wanted: Bool
  let location: SourceLocation

  static func == (left: Condition, right: Condition) -> Bool { left.variable == right.variable && left.wanted == right.wanted }

  func hash(into hasher: inout Hasher) {
    hasher.combine(variable)
    hasher.combine(wanted)
  }
}
