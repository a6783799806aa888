import GraphQLLanguage
import GraphQLSchema
import JSON

/// Builds an operation's plan depth first, from the root.
///
/// It performs the part of execution that does not depend on variables: CollectFields() and CollectSubfields() for each possible object type
/// (section 6.3.2), and CoerceArgumentValues() for constant arguments (section 6.4.1).
struct PlanBuilder {
  /// A plan that objects at several positions share, and the nesting of the objects in it.
  private struct SharedPlan {
    let plan: ObjectPlan
    let height: Int
  }

  let operation: OperationDefinition
  /// The clients' schema; within a requirement the planner's complete one.
  private var schema: Schema
  let planner: any SourcePlanner
  /// Within a requirement, the origin whose strings for enum values are written.
  private var reader: Origin?
  let introspection: IntrospectionPlanner
  let limits: OperationLimits
  /// Whether messages of the execution quote the values of arguments.
  let showsValues: Bool
  let fragments: [String: FragmentDefinition]
  private(set) var objectCount = 0
  /// What the fields require of the caller, each once.
  private(set) var requirements: [AccessRequirement] = []
  private var requirementIndexes: [AccessRequirement: Int] = [:]
  private var fieldsByID: [Int: FieldPlan] = [:]
  private var fieldCount = 0
  private var budget: Int
  private var depth = 0
  /// The greatest depth within the object that is being built.
  private var deepest = 0
  /// Plans without fetches, which hold no data of one position. Without sharing, the number of plans for nested abstract types would be
  /// exponential in the nesting.
  private var shared: [SelectionKey: SharedPlan] = [:]
  private var enumLeaves: [EnumKey: EnumLeaf] = [:]
  private let memo = SelectionMemo()

  private struct EnumKey: Hashable {
    let name: String
    let origin: Origin
  }

  init(
    document: Document, operation: OperationDefinition, schema: Schema, planner: any SourcePlanner, limits: OperationLimits,
    showsValues: Bool
  ) {
    self.operation = operation
    self.schema = schema
    self.planner = planner
    introspection = IntrospectionPlanner(schema: schema)
    self.limits = limits
    self.showsValues = showsValues
    fragments = Dictionary(document.fragments.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    budget = limits.maximumSelections
  }

  /// By their ids.
  var fields: [FieldPlan] { (0..<fieldCount).compactMap { fieldsByID[$0] } }

  mutating func buildRoot() throws(GraphQLError) -> ObjectPlan {
    guard let type = schema.rootType(for: operation.operation) else {
      throw GraphQLError("Schema is not configured to execute \(operation.operation.rawValue) operation.", at: operation.location)
    }
    return try buildObject(type, origin: .operation, sets: [SelectedSet(operation.selectionSet, on: type.name)])
  }

  /// The plan for objects of a type from which the given selection sets select.
  private mutating func buildObject(
    _ type: ObjectType, origin: Origin, sets: [SelectedSet]
  ) throws(GraphQLError) -> ObjectPlan {
    depth += 1
    defer { depth -= 1 }
    // The locations in requirements are not those of the operation.
    let key = reader == nil ? SelectionKey(type: type.name, origin: origin, sets: sets) : nil
    let known = key.flatMap { shared[$0] }
    guard depth + (known?.height ?? 0) <= limits.maximumPlanDepth else {
      throw .tooDeep("The operation is nested too deeply.", at: operation.location)
    }
    let outerDeepest = deepest
    deepest = depth + (known?.height ?? 0)
    defer { deepest = max(deepest, outerDeepest) }
    if let known { return known.plan }
    let id = objectCount
    objectCount += 1
    if depth > 1 { budget -= OperationLimits.objectWeight }
    var collector = FieldCollector(objectType: type.name, schema: schema, fragments: fragments, budget: budget)
    for selected in sets { try collector.collect(selected.set, on: selected.parent, under: selected.conditions) }
    budget = collector.budget

    let groups = collector.groups
    var names: [String] = []
    for group in groups {
      guard let name = group.fields.first?.field.name.value, name != "__typename", !names.contains(name) else { continue }
      names.append(name)
    }
    let sources = try sources(of: type, origin: origin, names: names, groups)
    let layers = try LayerDependencies(sources)
    var fields: [FieldPlan] = []
    var slot = 0
    for group in groups {
      guard let first = group.fields.first?.field else { continue }
      let source = names.firstIndex(of: first.name.value).flatMap { sources.fields.indices.contains($0) ? sources.fields[$0] : nil }
      let service = source.flatMap { Self.service(of: $0, sources) }
      fields.append(try buildField(group, first, of: type, source: source, service: service, layers: layers, slot: &slot))
    }
    let requirements = try sources.requirements.map { requirement throws(GraphQLError) in
      try buildRequirement(requirement, of: type.name, sources, layers: layers, slot: &slot)
    }
    let fetches = sources.fetches.enumerated().map { index, fetch in
      ObjectPlan.FetchPlan(fetch: fetch, layers: layers.before(sources.partCount + 1 + index))
    }
    let plan = ObjectPlan(
      id: id, typeName: type.name, fields: fields, requirements: requirements, fetches: fetches, referenceLayer: sources.referenceLayer,
      partCount: sources.partCount, isKnownByKeyOnly: sources.isKnownByKeyOnly, checks: collector.checks)
    if let key, !plan.needsFetch { shared[key] = SharedPlan(plan: plan, height: deepest - depth) }
    return plan
  }

  private func sources(
    of type: ObjectType, origin: Origin, names: [String], _ groups: [FieldCollector.Group]
  ) throws(GraphQLError) -> ObjectSources {
    if origin == .introspection { return introspection.sources(of: type.name, fields: names) }
    var sets: [(field: String, set: SelectionSet)] = []
    for group in groups {
      for selected in group.fields {
        if let set = selected.field.selectionSet { sets.append((selected.field.name.value, set)) }
      }
    }
    let isRequired = reader != nil
    let selected = SelectedSets(sets, fragments: fragments, memo: isRequired ? nil : memo)
    guard names.contains(where: { $0.hasPrefix("__") }) else {
      return try planner.sources(
        for: ObjectRequest(
          type: type, origin: origin, operation: operation.operation, fields: names, selected: selected, isRequired: isRequired))
    }
    // The query root has `__schema` and `__type` besides the planner's fields.
    let own = names.filter { !$0.hasPrefix("__") }
    var sources = try planner.sources(
      for: ObjectRequest(
        type: type, origin: origin, operation: operation.operation, fields: own, selected: selected, isRequired: isRequired))
    let planned = sources.fields
    sources.fields = names.map { name in
      own.firstIndex(of: name).map { planned[$0] } ?? introspection.rootSource(name)
    }
    return sources
  }

  /// The plan for a selection that a loader requires.
  private mutating func buildRequirement(
    _ requirement: Requirement, of type: String, _ sources: ObjectSources, layers: LayerDependencies, slot: inout Int
  ) throws(GraphQLError) -> FieldPlan {
    let outer = (schema, reader)
    defer { (schema, reader) = outer }
    schema = planner.completeSchema ?? schema
    reader = requirement.reader
    guard let type = schema.objectType(type) else { throw GraphQLError("Unknown type \"\(type)\".") }
    let group = FieldCollector.Group(
      responseKey: requirement.field.responseKey,
      fields: [.init(field: requirement.field, occurrence: FieldPlan.Occurrence(order: 0, conditions: []), parent: type.name)])
    return try buildField(
      group, requirement.field, of: type, source: requirement.source, service: Self.service(of: requirement.source, sources),
      layers: layers, slot: &slot)
  }

  private static func service(of source: FieldSource, _ sources: ObjectSources) -> String? {
    switch source {
    case .load(let loader, _, _): return loader.description.service
    case .value(let layer, _, _, _):
      let index = layer - sources.partCount - 1
      return sources.fetches.indices.contains(index) ? sources.fetches[index].loader.description.service : nil
    case .parts(let parts, _): return parts.first.flatMap { service(of: $0, sources) }
    }
  }

  private mutating func buildField(
    _ group: FieldCollector.Group, _ first: Field, of type: ObjectType, source: FieldSource?, service: String?,
    layers: LayerDependencies, slot: inout Int
  ) throws(GraphQLError) -> FieldPlan {
    guard let definition = schema.field(first.name.value, of: .object(type)) else {
      throw GraphQLError("Cannot query field \"\(first.name.value)\" on type \"\(type.name)\".", at: first.location)
    }
    let id = fieldCount
    fieldCount += 1
    // A loader also gets the defaults of arguments that clients do not see.
    let complete = planner.completeSchema?.objectType(type.name)?.field(first.name.value) ?? definition
    var origin = Origin.operation
    var planned: [FieldPlan.Source] = [.typename]
    var needed: LayerSet = []
    if let source {
      needed = layers.needed(by: source)
      switch source {
      case .parts(let parts, let valueOrigin):
        origin = valueOrigin
        planned = parts.enumerated().flatMap { plannedSources($1, layers, $0 == 0 ? nil : (first, complete), &slot) }
      case .value(_, _, _, let valueOrigin), .load(_, _, let valueOrigin):
        origin = valueOrigin
        planned = plannedSources(source, layers, nil, &slot)
      }
      if let filtered = introspection.filtered(definition, of: type.name, origin: origin) { planned = [filtered] }
    }
    let coercion = LiteralCoercion(schema: schema, planner: planner, origin: origin, showsValues: showsValues)
    let arguments = ArgumentsPlan(first, complete, coercion: coercion)
    var occurrences = group.fields.map(\.occurrence)
    if arguments.mayFail {
      for index in occurrences.indices.dropFirst() {
        occurrences[index].arguments = ArgumentsPlan(group.fields[index].field, complete, coercion: coercion)
      }
    }
    let field = FieldPlan(
      id: id, responseKey: group.responseKey, name: first.name.value, parentType: type.name, locations: group.fields.map(\.field.location),
      type: outputType(definition.type, origin: origin), definition: definition, occurrences: occurrences,
      source: planned[0], parts: Array(planned.dropFirst()), arguments: arguments,
      selection: try buildSelection(group, definition, origin: origin), layers: needed, service: service,
      requirement: requirement(of: group))
    fieldsByID[id] = field
    return field
  }

  /// What a field requires of the caller. A selection by an interface asks what all implementations ask, and one by the object type what that
  /// type asks. If there are both, the caller may see the field when one of them allows it, and so the weaker one counts.
  private mutating func requirement(of group: FieldCollector.Group) -> Int? {
    guard planner.restrictsAccess, reader == nil else { return nil }
    var weakest: AccessRequirement?
    for selected in group.fields {
      guard let requirement = planner.requirement(of: selected.field.name.value, on: selected.parent) else { return nil }
      guard let known = weakest else {
        weakest = requirement
        continue
      }
      if known.contains(requirement) {
        weakest = requirement
      } else if !requirement.contains(known) {
        weakest?.formUnion(requirement)
      }
    }
    guard let weakest else { return nil }
    if let known = requirementIndexes[weakest] { return known }
    requirementIndexes[weakest] = requirements.count
    requirements.append(weakest)
    return requirements.count - 1
  }

  /// - Parameter part: the field whose further part it is, which has arguments in the words of its own origin.
  private func plannedSources(
    _ source: FieldSource, _ layers: LayerDependencies, _ part: (field: Field, definition: FieldDefinition)?, _ slot: inout Int
  ) -> [FieldPlan.Source] {
    switch source {
    case .value(let layer, let path, let isKey, _): return [.value(layer: layer, path: path, isKey: isKey)]
    case .load(let loader, let inputs, let origin):
      defer { slot += 1 }
      let arguments = part.map { ArgumentsPlan($0, $1, coercion: LiteralCoercion(schema: schema, planner: planner, origin: origin)) }
      return [.load(.init(loader: loader, inputs: inputs, slot: slot, layers: layers.needed(by: inputs), arguments: arguments))]
    case .parts(let parts, _): return parts.flatMap { plannedSources($0, layers, part, &slot) }
    }
  }

  /// The plans for the objects in a field's value; nil for a leaf.
  private mutating func buildSelection(
    _ group: FieldCollector.Group, _ definition: FieldDefinition, origin: Origin
  ) throws(GraphQLError) -> SelectionPlan? {
    guard let type = schema.namedType(of: definition.type), type.isComposite else { return nil }
    // Conditions that all selections share are those of the field itself.
    let conditions = group.fields.map(\.occurrence.conditions)
    let isUniform = conditions.allSatisfy { $0 == conditions.first }
    var sets: [SelectedSet] = []
    for selected in group.fields {
      guard let set = selected.field.selectionSet else { continue }
      // The type by which the selection knows the objects. Only requirements depend on it.
      let declared = planner.restrictsAccess ? schema.type(selected.parent)?.field(selected.field.name.value) : nil
      sets.append(
        SelectedSet(
          set, on: declared?.type.namedType.value ?? definition.type.namedType.value,
          under: isUniform ? [] : selected.occurrence.conditions))
    }
    var variants: [ObjectPlan] = []
    for object in schema.possibleTypes(of: type) {
      variants.append(try buildObject(object, origin: origin, sets: sets))
    }
    let discriminator = type.isAbstract && origin.isSource ? planner.discriminator(of: type.name, at: origin) : Discriminator()
    return SelectionPlan(typeName: type.name, isAbstract: type.isAbstract, variants: variants, discriminator: discriminator)
  }

  private mutating func outputType(_ reference: TypeReference, origin: Origin) -> OutputType {
    switch reference {
    case .nonNull(let inner, _):
      let type = outputType(inner, origin: origin)
      return OutputType(isNonNull: true, kind: type.kind, name: type.name)
    case .list(let inner, _):
      return OutputType(isNonNull: false, kind: .list(outputType(inner, origin: origin)), name: reference.description)
    case .named(let name):
      return OutputType(isNonNull: false, kind: outputKind(name.value, origin: origin), name: name.value)
    }
  }

  private mutating func outputKind(_ name: String, origin: Origin) -> OutputKind {
    switch schema.type(name) {
    case .enumeration(let type):
      func strings(_ origin: Origin) -> [String: String] { origin.isSource ? planner.enumStrings(of: name, at: origin) : [:] }
      if let reader { return .leaf(.enumeration(EnumLeaf(type, strings: strings(origin), names: strings(reader)))) }
      let key = EnumKey(name: name, origin: origin)
      let leaf = enumLeaves[key] ?? EnumLeaf(type, strings: strings(origin))
      enumLeaves[key] = leaf
      return .leaf(.enumeration(leaf))
    case .object, .interface, .union: return .composite
    default:
      switch name {
      case "Int": return .leaf(.int)
      case "Float": return .leaf(.float)
      case "String": return .leaf(.string)
      case "Boolean": return .leaf(.boolean)
      case "ID": return .leaf(.id)
      default:
        let isText = origin.isSource && reader == nil && planner.decimals(of: name)?.isWrittenAsString == true
        return .leaf(isText ? .decimalText : .custom)
      }
    }
  }
}

/// A selection set on the objects of a plan.
private struct SelectedSet {
  let set: SelectionSet
  /// The type of the set in the document.
  let parent: String
  let conditions: [Condition]

  init(_ set: SelectionSet, on parent: String, under conditions: [Condition] = []) {
    self.set = set
    self.parent = parent
    self.conditions = conditions
  }
}

/// What the plan for an object depends on.
private struct SelectionKey: Hashable {
  private struct KeyedSet: Hashable {
    let location: SourceLocation
    let conditions: [Condition]
    /// Equal conditions can have different locations, and errors contain the location.
    let conditionLocations: [SourceLocation]
  }

  private let type: String
  private let origin: Origin
  private let sets: [KeyedSet]

  /// Returns nil for selection sets without a location, which cannot be compared.
  init?(type: String, origin: Origin, sets: [SelectedSet]) {
    guard sets.allSatisfy(\.set.location.isKnown) else { return nil }
    self.type = type
    self.origin = origin
    self.sets = sets.map {
      KeyedSet(location: $0.set.location, conditions: $0.conditions, conditionLocations: $0.conditions.map(\.location))
    }
  }
}
