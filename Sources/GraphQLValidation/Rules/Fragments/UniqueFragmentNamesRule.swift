import GraphQLLanguage

/// Section 5.5.1.1 Fragment Name Uniqueness
///
/// No two fragments have the same name.
func uniqueFragmentNamesRule(_ context: ValidationContext) -> RuleListeners {
  var locations: [String: SourceLocation] = [:]
  return RuleListeners(enterFragment: { node in
    if let first = locations[node.name.value] {
      context.report("There can be only one fragment named \"\(node.name)\".", at: [first, node.name.location])
    } else {
      locations[node.name.value] = node.name.location
    }
  })
}
