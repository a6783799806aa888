import GraphQLLanguage
import GraphQLSchema

/// Merges the selections of one object into its response keys, in order. Section 6.3.2, CollectFields().
///
/// `@skip` and `@include` with a literal are decided here; with a variable they become conditions.
struct FieldCollector {
  /// The selections of one response key.
  struct Group {
    let responseKey: String
    var fields: [(field: Field, occurrence: FieldPlan.Occurrence)]
  }

  let objectType: String
  let schema: Schema
  let fragments: [String: FragmentDefinition]
  /// How many more selections may be visited.
  var budget: Int
  private(set) var groups: [Group] = []
  /// The conditions of each selection that has some of its own, in the order in which the selections are met.
  private(set) var checks: [[Condition]] = []
  private var places: [String: Int] = [:]
  /// The fragments visited, each with the conditions of every visit.
  private var visits: [String: [[Condition]]] = [:]
  private var order = 0
  /// Fragments within fragments; a chain of them must not use up the stack.
  private var depth = 0
  private static let maximumDepth = 256

  init(objectType: String, schema: Schema, fragments: [String: FragmentDefinition], budget: Int) {
    self.objectType = objectType
    self.schema = schema
    self.fragments = fragments
    self.budget = budget
  }

  mutating func collect(_ set: SelectionSet, under conditions: [Condition]) throws(GraphQLError) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw GraphQLError("The operation nests too many fragments.", at: set.location) }
    for selection in set.selections {
      budget -= 1
      guard budget >= 0 else { throw GraphQLError("The operation selects too much.", at: selection.location) }
      // A fragment that was surely visited is not looked at again, nor are its directives.
      if case .fragmentSpread(let spread) = selection {
        // Each visit is compared with those before it: as much work as so many more selections.
        budget -= (visits[spread.name.value]?.count ?? 0) / 16
        if isVisited(spread, under: conditions) { continue }
      }
      guard let conditions = self.conditions(selection.directives, and: conditions) else { continue }
      switch selection {
      case .field(let field):
        let occurrence = FieldPlan.Occurrence(order: order, conditions: conditions)
        order += 1
        if let place = places[field.responseKey] {
          groups[place].fields.append((field, occurrence))
        } else {
          places[field.responseKey] = groups.count
          groups.append(Group(responseKey: field.responseKey, fields: [(field, occurrence)]))
        }
      case .inlineFragment(let fragment):
        guard applies(fragment.typeCondition) else { continue }
        try collect(fragment.selectionSet, under: conditions)
      case .fragmentSpread(let spread):
        guard !isVisited(spread, under: conditions) else { continue }
        visits[spread.name.value, default: []].append(conditions)
        guard let fragment = fragments[spread.name.value], applies(fragment.typeCondition) else { continue }
        try collect(fragment.selectionSet, under: conditions)
      }
    }
  }

  /// Whether an earlier visit holds whenever the conditions do.
  private func isVisited(_ spread: FragmentSpread, under conditions: [Condition]) -> Bool {
    visits[spread.name.value]?.contains { $0.allSatisfy(conditions.contains) } ?? false
  }

  private mutating func note(_ conditions: [Condition], since outer: [Condition]) {
    if conditions.count > outer.count { checks.append(conditions) }
  }

  /// Section 6.3.2, DoesFragmentTypeApply().
  private func applies(_ condition: Name?) -> Bool {
    guard let condition else { return true }
    return condition.value == objectType || schema.isPossible(objectType, of: condition.value)
  }

  /// The conditions with those of a selection's directives; nil when a literal leaves it out.
  private mutating func conditions(_ directives: [Directive], and outer: [Condition]) -> [Condition]? {
    guard !directives.isEmpty else { return outer }
    var conditions = outer
    // @skip is asked first, wherever it stands.
    for (name, wanted) in [("skip", false), ("include", true)] {
      guard let value = directives.first(where: { $0.name.value == name })?.value(of: "if") else { continue }
      switch value.content {
      case .boolean(let truth) where truth != wanted:
        note(conditions, since: outer)
        return nil
      case .variable(let variable):
        let condition = Condition(variable: variable, wanted: wanted, location: value.location)
        if !conditions.contains(condition) { conditions.append(condition) }
      default: continue
      }
    }
    note(conditions, since: outer)
    return conditions
  }
}
