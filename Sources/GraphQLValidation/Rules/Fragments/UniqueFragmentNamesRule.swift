import GraphQLLanguage

/// Section 5.5.1.1 Fragment Name Uniqueness
///
/// No two fragments have the same name.
func uniqueFragmentNamesRule(_ context: ValidationContext) -> RuleListeners {
  var locations: [String: SourceLocation] = [:]
  return RuleListeners(enterFragment: { node in
    guard let first = locations.insert(node.name) else { return }
    context.report("There can be only one fragment named \"\(node.name)\".", at: [first, node.name.location])
  })
}
