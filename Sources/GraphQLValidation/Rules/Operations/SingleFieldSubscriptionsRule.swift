import GraphQLLanguage
import GraphQLSchema

/// Section 5.2.4.1 Single Root Field
///
/// A subscription selects one root field, which is not an introspection field and does not depend on `@skip` or `@include`.
func singleFieldSubscriptionsRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterOperation: { node in
    guard node.operation == .subscription, let root = context.schema.rootType(for: .subscription) else { return }
    var selection = SubscriptionFields(context, root)
    selection.collect(node.selectionSet)
    let subject = node.name.map { "Subscription \"\($0)\"" } ?? "Anonymous Subscription"
    if !selection.conditions.isEmpty {
      context.report(
        "\(subject) must not use `@skip` or `@include` directives in the top level selection.", at: selection.conditions.map(\.location))
      return
    }
    if selection.keys.count > 1 {
      let extra = selection.keys.dropFirst().flatMap { selection.fields[$0] ?? [] }
      context.report("\(subject) must select only one top level field.", at: extra.map(\.location))
    }
    for key in selection.keys {
      guard let group = selection.fields[key], group.first?.name.value.hasPrefix("__") == true else { continue }
      context.report("\(subject) must not select an introspection top level field.", at: group.map(\.location))
    }
  })
}

/// The root fields of a subscription.
private struct SubscriptionFields {
  /// The number of fragments after which no further ones are followed.
  private static let maximumFragments = 500

  private let context: ValidationContext
  private let root: ObjectType
  /// The response keys in order.
  private(set) var keys: [String] = []
  private(set) var fields: [String: [Field]] = [:]
  /// The `@skip` and `@include` directives in the selection.
  private(set) var conditions: [Directive] = []
  private var visitedFragments: Set<String> = []

  init(_ context: ValidationContext, _ root: ObjectType) {
    self.context = context
    self.root = root
  }

  /// CollectSubscriptionFields()
  mutating func collect(_ selectionSet: SelectionSet) {
    for selection in selectionSet.selections {
      conditions += selection.directives.filter { $0.name.value == "skip" || $0.name.value == "include" }
      switch selection {
      case .field(let field):
        if fields[field.responseKey] == nil { keys.append(field.responseKey) }
        fields[field.responseKey, default: []].append(field)
      case .inlineFragment(let fragment):
        if applies(fragment.typeCondition) { collect(fragment.selectionSet) }
      case .fragmentSpread(let node):
        guard visitedFragments.insert(node.name.value).inserted, let fragment = context.fragments[node.name.value],
          visitedFragments.count <= Self.maximumFragments, applies(fragment.typeCondition)
        else { continue }
        collect(fragment.selectionSet)
      }
    }
  }

  /// DoesFragmentTypeApply()
  private func applies(_ condition: Name?) -> Bool {
    guard let condition else { return true }
    return condition.value == root.name || context.schema.isPossible(root.name, of: condition.value)
  }
}
