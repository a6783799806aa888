import GraphQLLanguage
import JSON

/// The values that hold for a whole operation, worked out when first needed: arguments, and what @skip and @include leave.
struct OperationState {
  let plan: OperationPlan
  let variables: VariableValues
  private var argumentsByField: [Result<JSONObject, GraphQLError>?]
  private var activeByObject: [[Int]?]
  /// Of fields that have had an error.
  private var locationsByField: [Int: [SourceLocation]] = [:]

  init(plan: OperationPlan, variables: VariableValues) {
    self.plan = plan
    self.variables = variables
    argumentsByField = Array(repeating: nil, count: plan.fields.count)
    activeByObject = Array(repeating: nil, count: plan.objectCount)
  }

  mutating func arguments(of field: FieldPlan) -> Result<JSONObject, GraphQLError> {
    if let known = argumentsByField[field.id] { return known }
    // Selections of one key have the same arguments, but an error of theirs stands in the first one that counts.
    let first = field.occurrences.first { occurrence in occurrence.conditions.allSatisfy { isMet($0) } }
    let values = (first?.arguments ?? field.arguments).values(variables)
    argumentsByField[field.id] = values
    return values
  }

  /// The places of the object's fields that are part of this response, in its order.
  mutating func activeFields(of object: ObjectPlan) -> [Int] {
    if let known = activeByObject[object.id] { return known }
    var active = Array(object.fields.indices)
    if object.isConditional {
      let firsts = object.fields.map { field in
        field.occurrences.first { occurrence in occurrence.conditions.allSatisfy { isMet($0) } }?.order
      }
      // A response key stands where its first selection stands that counts.
      active = active.filter { firsts[$0] != nil }.sorted { (firsts[$0] ?? 0) < (firsts[$1] ?? 0) }
    }
    activeByObject[object.id] = active
    return active
  }

  /// The steps of an object, among some, that active fields need.
  mutating func activeSteps(_ steps: [ObjectPlan.Step], of object: ObjectPlan) -> [ObjectPlan.Step] {
    guard object.isConditional else { return steps }
    let active = Set(activeFields(of: object))
    let layers = active.reduce(into: LayerSet()) { $0.formUnion(object.fields[$1].layers) }
    return steps.filter { step in
      switch step.kind {
      case .fetch(let index): layers.contains(LayerSet(layer: index + 1))
      case .load(let field), .expand(let field): active.contains(field)
      }
    }
  }

  /// The way to the value of a field that has one of two places.
  mutating func isChosen(_ argument: String, of field: FieldPlan) -> Bool {
    guard case .success(let values) = arguments(of: field) else { return false }
    return values[argument] == .bool(true)
  }

  /// The places of a field's selections that count, each once.
  mutating func locations(of field: FieldPlan) -> [SourceLocation] {
    if let known = locationsByField[field.id] { return known }
    var seen: Set<SourceLocation> = []
    var locations: [SourceLocation] = []
    for (location, occurrence) in zip(field.locations, field.occurrences) {
      guard !seen.contains(location), occurrence.conditions.allSatisfy({ isMet($0) }) else { continue }
      seen.insert(location)
      locations.append(location)
    }
    locationsByField[field.id] = locations
    return locations
  }

  /// Why the object's fields cannot be collected: a variable under @skip or @include is null. Section 3.13.1, `if: Boolean!`.
  func conditionError(of object: ObjectPlan) -> GraphQLError? {
    for check in object.checks {
      for condition in check {
        guard case .bool(let truth)? = variables[condition.variable] else {
          let message = "Argument \"if\" of non-null type \"Boolean!\" must not be null."
          return GraphQLError(message, locations: [condition.location], extensions: ["code": "BAD_USER_INPUT"])
        }
        guard truth == condition.wanted else { break }
      }
    }
    return nil
  }

  private func isMet(_ condition: Condition) -> Bool {
    variables[condition.variable] == .bool(condition.wanted)
  }
}
