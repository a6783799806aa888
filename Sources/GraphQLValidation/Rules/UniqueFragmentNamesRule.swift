import GraphQLLanguage

/// Section 5.5.1.1 Fragment Name Uniqueness
///
/// No two fragments have one name.
final class UniqueFragmentNamesRule: ValidationRule {
  private var known: [String: Name] = [:]

  override func enterFragment(_ node: FragmentDefinition) {
    if let first = known[node.name.value] {
      context.report("There can be only one fragment named \"\(node.name)\".", at: [first.location, node.name.location])
    } else {
      known[node.name.value] = node.name
    }
  }
}
