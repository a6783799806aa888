import GraphQLLanguage
import GraphQLSchema

/// Section 5.2.4.1 Single Root Field
///
/// A subscription selects one root field, no introspection field, and no `@skip` or `@include` decides about it.
final class SingleFieldSubscriptionsRule: ValidationRule {
  /// The root fields by response key, in order.
  private var keys: [String] = []
  private var fields: [String: [Field]] = [:]
  private var conditions: [Directive] = []
  private var spread: Set<String> = []

  override func enterOperation(_ node: OperationDefinition) {
    guard node.operation == .subscription, let root = context.schema.rootType(for: .subscription) else { return }
    (keys, fields, conditions, spread) = ([], [:], [], [])
    collect(node.selectionSet, root)
    let subject = node.name.map { "Subscription \"\($0)\"" } ?? "Anonymous Subscription"
    if !conditions.isEmpty {
      context.report(
        "\(subject) must not use `@skip` or `@include` directives in the top level selection.", at: conditions.map(\.location))
      return
    }
    if keys.count > 1 {
      let extra = keys.dropFirst().flatMap { fields[$0] ?? [] }
      context.report("\(subject) must select only one top level field.", at: extra.map(\.location))
    }
    for key in keys {
      guard let group = fields[key], group.first?.name.value.hasPrefix("__") == true else { continue }
      context.report("\(subject) must not select an introspection top level field.", at: group.map(\.location))
    }
  }

  /// CollectSubscriptionFields()
  private func collect(_ selectionSet: SelectionSet, _ root: ObjectType) {
    for selection in selectionSet.selections {
      conditions += selection.directives.filter { $0.name.value == "skip" || $0.name.value == "include" }
      switch selection {
      case .field(let field):
        if fields[field.responseKey] == nil { keys.append(field.responseKey) }
        fields[field.responseKey, default: []].append(field)
      case .inlineFragment(let fragment):
        if applies(fragment.typeCondition, root) { collect(fragment.selectionSet, root) }
      case .fragmentSpread(let node):
        guard spread.insert(node.name.value).inserted, let fragment = context.fragments[node.name.value],
          spread.count <= Self.maximumFragments, applies(fragment.typeCondition, root)
        else { continue }
        collect(fragment.selectionSet, root)
      }
    }
  }

  /// More fragments than this, one in the other, are not followed.
  private static let maximumFragments = 500

  private func applies(_ condition: Name?, _ root: ObjectType) -> Bool {
    guard let condition else { return true }
    return condition.value == root.name || context.schema.isPossible(root.name, of: condition.value)
  }
}
