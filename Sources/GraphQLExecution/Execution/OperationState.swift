import GraphQLLanguage
import JSON

/// The variable values of an operation and what depends on them: coerced arguments and included fields, each computed on first use.
struct OperationState {
  let plan: OperationPlan
  let variables: VariableValues
  /// The fields that the caller may not see.
  let access: AccessDecisions
  private var argumentsByField: [Result<JSONObject, GraphQLError>?]
  private var activeByObject: [[Int]?]
  /// By the id of the field. Computed for fields with errors only.
  private var locationsByField: [Int: [SourceLocation]] = [:]

  init(plan: OperationPlan, variables: VariableValues, access: AccessDecisions) {
    self.plan = plan
    self.access = access
    self.variables = variables
    argumentsByField = Array(repeating: nil, count: plan.fields.count)
    activeByObject = Array(repeating: nil, count: plan.objectCount)
  }

  /// Section 6.4.1, CoerceArgumentValues().
  mutating func arguments(of field: FieldPlan) -> Result<JSONObject, GraphQLError> {
    if let known = argumentsByField[field.id] { return known }
    // All selections of a response key have the same arguments. An error has the location of the first included selection.
    let first = field.occurrences.first { $0.isIncluded(variables) }
    let values = (first?.arguments ?? field.arguments).values(variables)
    argumentsByField[field.id] = values
    return values
  }

  /// The indexes of the object's included fields, in the order of the response.
  mutating func activeFields(of object: ObjectPlan) -> [Int] {
    if let known = activeByObject[object.id] { return known }
    var active = Array(object.fields.indices)
    if object.isConditional {
      let firsts = object.fields.map { field in
        field.occurrences.first { $0.isIncluded(variables) }?.order
      }
      // The first included selection of a response key determines its position.
      active = active.filter { firsts[$0] != nil }.sorted { (firsts[$0] ?? 0) < (firsts[$1] ?? 0) }
    }
    activeByObject[object.id] = active
    return active
  }

  /// Whether some of the object's fields can be left out.
  private func isPartial(_ object: ObjectPlan) -> Bool { object.isConditional || restricts(object) }

  /// Whether the caller may not see some of the object's fields.
  @inline(__always)
  func restricts(_ object: ObjectPlan) -> Bool { object.isRestricted && !access.isOpen }

  /// The fields whose values are read: those that are included, without those that the caller may not see.
  private mutating func loadedFields(of object: ObjectPlan) -> [Int] {
    let active = activeFields(of: object)
    return restricts(object) ? active.filter { !access.refuses(object.fields[$0]) } : active
  }

  /// Those of the steps that the object's loaded fields need.
  mutating func activeSteps(_ steps: [ObjectPlan.Step], of object: ObjectPlan) -> [ObjectPlan.Step] {
    guard isPartial(object) else { return steps }
    let (fields, layers) = object.needed(by: loadedFields(of: object))
    let needed = Set(fields)
    return steps.filter { step in
      switch step.kind {
      case .fetch(let index): layers.contains(LayerSet(layer: object.layer(ofFetch: index)))
      case .load(let slot): needed.contains(object.loads[slot].field)
      case .expand(let field): needed.contains(field)
      }
    }
  }

  /// Where the object's loaded fields and the keys for them read the object itself. Only for objects that may be entity references.
  mutating func ownPaths(of object: ObjectPlan) -> [JSONPath] {
    guard isPartial(object) else { return object.ownPaths }
    let (fields, layers) = object.needed(by: loadedFields(of: object))
    return object.ownPaths(fields: fields, layers: layers)
  }

  /// Whether the argument that selects one of two paths is true.
  mutating func isChosen(_ field: FieldPlan) -> Bool {
    guard field.isChosen, case .chosen(let argument, _, _) = field.source, case .success(let values) = arguments(of: field) else {
      return false
    }
    return values[argument] == .bool(true)
  }

  /// The locations of the field's included selections, each once.
  mutating func locations(of field: FieldPlan) -> [SourceLocation] {
    if let known = locationsByField[field.id] { return known }
    var seen: Set<SourceLocation> = []
    var locations: [SourceLocation] = []
    for (location, occurrence) in zip(field.locations, field.occurrences) {
      guard occurrence.isIncluded(variables), seen.insert(location).inserted else { continue }
      locations.append(location)
    }
    locationsByField[field.id] = locations
    return locations
  }

  /// The error of CollectFields() when a variable of `@skip` or `@include` is null. Section 3.13.1, `if: Boolean!`.
  func conditionError(of object: ObjectPlan) -> GraphQLError? {
    for check in object.checks {
      for condition in check {
        guard case .bool(let value)? = variables[condition.variable] else {
          let message = "Argument \"if\" of non-null type \"Boolean!\" must not be null."
          return GraphQLError(message, locations: [condition.location], extensions: ["code": "BAD_USER_INPUT"])
        }
        guard value == condition.wanted else { break }
      }
    }
    return nil
  }
}
