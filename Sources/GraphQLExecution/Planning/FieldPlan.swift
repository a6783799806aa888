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
  /// Further sources, each with a part of the objects in the value.
  let parts: [Source]
  /// The layer of the value, and its path there; nil when the value is not read from a layer. Copies of `source`, which is costly to copy.
  let layer: Int
  let valuePath: JSONPath?
  let isKey: Bool
  /// Whether completion needs only the value, and no result of argument coercion.
  let isRead: Bool
  /// Whether an argument selects one of two paths.
  let isChosen: Bool
  let arguments: ArgumentsPlan
  /// The plans for the objects in the value; nil for a leaf.
  let selection: SelectionPlan?
  /// The plan for the objects in the value where all of them have the same type; nil for an abstract type and for a leaf.
  let onlyVariant: ObjectPlan?
  /// The layers of the object that the value depends on, directly and indirectly.
  let layers: LayerSet
  /// The service whose call provides the value; nil when the object holds it already, or when it does not come from a service.
  let service: String?
  /// The index in `OperationPlan.requirements`; nil when every caller may see the field.
  let requirement: Int?

  enum Source: Sendable {
    case typename
    case value(layer: Int, path: JSONPath, isKey: Bool)
    /// One of two paths, selected by a Boolean argument: `includeDeprecated` of introspection.
    case chosen(argument: String, whenTrue: JSONPath, whenFalse: JSONPath)
    case load(Load)
  }

  /// The load of the value, or of a part of it.
  struct Load: Sendable {
    let loader: any Loader
    let inputs: [InputSource]
    /// The index in `ObjectPlan.loads`.
    let slot: Int
    /// The layers of the object that the inputs depend on.
    let layers: LayerSet
    /// The arguments in the words of the origin of a further part; nil for the field's own.
    let arguments: ArgumentsPlan?
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
    source: Source, parts: [Source], arguments: ArgumentsPlan, selection: SelectionPlan?, layers: LayerSet, service: String?,
    requirement: Int?
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
    self.parts = parts
    var loads: [Load] = []
    if case .load(let load) = source { loads.append(load) }
    for case .load(let load) in parts { loads.append(load) }
    self.loads = loads
    if case .value(let layer, let path, let isKey) = source {
      (self.layer, valuePath, self.isKey) = (layer, path, isKey)
    } else {
      (layer, valuePath, isKey) = (0, nil, false)
    }
    isRead = valuePath != nil && parts.isEmpty && !arguments.mayFail
    isChosen = if case .chosen = source { true } else { false }
    self.arguments = arguments
    self.selection = selection
    onlyVariant = selection.flatMap { $0.isAbstract ? nil : $0.variants.first }
    self.layers = layers
    self.service = service
    self.requirement = requirement
  }

  /// The loads of the value and of its parts.
  let loads: [Load]

  /// The value of a row if it is a value of a layer or of a load; nil for every other outcome.
  @inline(__always)
  func view(row: Int, in objects: ObjectRows) -> JSONView? {
    if let valuePath { return objects.view(row: row, layer: layer, path: valuePath, isKey: isKey) }
    return loads.count == 1 ? objects.loads[loads[0].slot].view(row: row) : nil
  }

  /// The kinds of values that completion copies from an object's member as they are; empty when there are none.
  var copyableKinds: JSONCopyableKinds {
    guard isRead, requirement == nil, valuePath?.singleName != nil, case .leaf(let leaf) = type.kind else { return [] }
    var kinds: JSONCopyableKinds
    switch leaf {
    case .string, .id: kinds = .string
    case .boolean: kinds = .boolean
    case .int: kinds = .shortInteger
    case .float: kinds = .shortDecimal
    case .custom: kinds = .any.subtracting(.null)
    case .enumeration, .decimalText: return []
    }
    if !type.isNonNull { kinds.insert(.null) }
    return kinds
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
