import GraphQLLanguage

/// Section 4 Introspection, limited
///
/// Not of the specification: lists of introspection nest at most three deep, since each level multiplies the answer.
final class MaxIntrospectionDepthRule: ValidationRule {
  /// How many introspection lists may be nested, less one.
  private static let maximumLists = 3
  /// How many fragments may be nested in one introspection.
  private static let maximumFragments = 500
  private static let listFields: Set<String> = ["fields", "interfaces", "possibleTypes", "inputFields"]

  /// The deepest nesting of lists in each fragment that is known; nil while it is being found out, so that a cycle ends.
  private var depthOfFragment: [String: Int?] = [:]

  override func enterField(_ node: Field) {
    guard node.name.value == "__schema" || node.name.value == "__type", let selectionSet = node.selectionSet else { return }
    if depth(of: selectionSet, fragments: 0) >= Self.maximumLists {
      context.report("Maximum introspection depth exceeded", at: node.location)
    }
  }

  private func depth(of selectionSet: SelectionSet, fragments: Int) -> Int {
    guard fragments <= Self.maximumFragments else { return Self.maximumLists }
    var deepest = 0
    for selection in selectionSet.selections where deepest < Self.maximumLists {
      switch selection {
      case .field(let field):
        let inner = field.selectionSet.map { depth(of: $0, fragments: fragments) } ?? 0
        deepest = max(deepest, inner + (Self.listFields.contains(field.name.value) ? 1 : 0))
      case .inlineFragment(let fragment):
        deepest = max(deepest, depth(of: fragment.selectionSet, fragments: fragments))
      case .fragmentSpread(let spread):
        deepest = max(deepest, depth(ofFragment: spread.name.value, fragments: fragments + 1))
      }
    }
    return deepest
  }

  private func depth(ofFragment name: String, fragments: Int) -> Int {
    if let known = depthOfFragment[name] { return known ?? 0 }
    guard let fragment = context.fragments[name] else { return 0 }
    depthOfFragment[name] = .some(nil)
    let depth = depth(of: fragment.selectionSet, fragments: fragments)
    depthOfFragment[name] = depth
    return depth
  }
}
