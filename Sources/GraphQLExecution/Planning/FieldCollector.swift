import GraphQLLanguage
import GraphQLSchema

/// Section 6.3.2, CollectFields() and CollectSubfields(): groups the selections of one object by response key, in order.
///
/// `@skip` and `@include` are evaluated here when their argument is a literal. With a variable they become conditions.
struct FieldCollector {
  /// The field set of one response key.
  struct Group {
    let responseKey: String
    var fields: [Selected]
  }

  /// A selection of the field.
  struct Selected {
    let field: Field
    let occurrence: FieldPlan.Occurrence
    /// The type of the selection set that it is in: the object type, or an interface or union of it.
    let parent: String
  }

  let objectType: String
  let schema: Schema
  let fragments: [String: FragmentDefinition]
  /// The number of selections that may still be visited.
  var budget: Int
  private(set) var groups: [Group] = []
  /// The conditions of each selection with directives, in the order of the visits.
  private(set) var checks: [[Condition]] = []
  private var indexes: [String: Int] = [:]
  /// The conditions of each visit, by fragment name.
  private var visits: [String: [[Condition]]] = [:]
  private var order = 0
  /// The nesting of fragments. It is limited to protect the stack.
  private var depth = 0
  private static let maximumDepth = 256

  init(objectType: String, schema: Schema, fragments: [String: FragmentDefinition], budget: Int) {
    self.objectType = objectType
    self.schema = schema
    self.fragments = fragments
    self.budget = budget
  }

  /// - Parameter parent: the type of the selection set.
  mutating func collect(_ set: SelectionSet, on parent: String, under conditions: [Condition]) throws(GraphQLError) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw .tooDeep("The operation nests too many fragments.", at: set.location) }
    for selection in set.selections {
      budget -= 1
      guard budget >= 0 else { throw .tooManySelections(at: selection.location) }
      // A fragment that was visited under weaker conditions is skipped, including its directives.
      if case .fragmentSpread(let spread) = selection {
        // The comparison with earlier visits takes time, too.
        budget -= (visits[spread.name.value]?.count ?? 0) / 16
        if isVisited(spread, under: conditions) { continue }
      }
      guard let conditions = self.conditions(selection.directives, and: conditions) else { continue }
      switch selection {
      case .field(let field):
        let occurrence = FieldPlan.Occurrence(order: order, conditions: conditions)
        order += 1
        if let index = indexes[field.responseKey] {
          groups[index].fields.append(Selected(field: field, occurrence: occurrence, parent: parent))
        } else {
          indexes[field.responseKey] = groups.count
          groups.append(
            Group(responseKey: field.responseKey, fields: [Selected(field: field, occurrence: occurrence, parent: parent)]))
        }
      case .inlineFragment(let fragment):
        guard doesFragmentTypeApply(fragment.typeCondition) else { continue }
        try collect(fragment.selectionSet, on: fragment.typeCondition?.value ?? parent, under: conditions)
      case .fragmentSpread(let spread):
        guard !isVisited(spread, under: conditions) else { continue }
        visits[spread.name.value, default: []].append(conditions)
        guard let fragment = fragments[spread.name.value], doesFragmentTypeApply(fragment.typeCondition) else { continue }
        try collect(fragment.selectionSet, on: fragment.typeCondition.value, under: conditions)
      }
    }
  }

  /// Whether the conditions of an earlier visit hold whenever the given ones do.
  private func isVisited(_ spread: FragmentSpread, under conditions: [Condition]) -> Bool {
    visits[spread.name.value]?.contains { $0.allSatisfy(conditions.contains) } ?? false
  }

  private mutating func addCheck(_ conditions: [Condition], since outer: [Condition]) {
    if conditions.count > outer.count { checks.append(conditions) }
  }

  /// Section 6.3.2, DoesFragmentTypeApply().
  private func doesFragmentTypeApply(_ condition: Name?) -> Bool {
    guard let condition else { return true }
    return condition.value == objectType || schema.isPossible(objectType, of: condition.value)
  }

  /// Adds the conditions of a selection's directives. Returns nil when a literal excludes the selection.
  private mutating func conditions(_ directives: [Directive], and outer: [Condition]) -> [Condition]? {
    guard !directives.isEmpty else { return outer }
    var conditions = outer
    // @skip is evaluated first, in any order of the directives.
    for (name, wanted) in [("skip", false), ("include", true)] {
      guard let value = directives.first(where: { $0.name.value == name })?.value(of: "if") else { continue }
      switch value.content {
      case .boolean(let value) where value != wanted:
        addCheck(conditions, since: outer)
        return nil
      case .variable(let variable):
        let condition = Condition(variable: variable, wanted: wanted, location: value.location)
        if !conditions.contains(condition) { conditions.append(condition) }
      default: continue
      }
    }
    addCheck(conditions, since: outer)
    return conditions
  }
}
