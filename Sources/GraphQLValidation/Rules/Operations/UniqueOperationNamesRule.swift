import GraphQLLanguage

/// Section 5.2.2.1 Operation Name Uniqueness
///
/// No two operations have the same name.
func uniqueOperationNamesRule(_ context: ValidationContext) -> RuleListeners {
  var locations: [String: SourceLocation] = [:]
  return RuleListeners(enterOperation: { node in
    guard let name = node.name, let first = locations.insert(name) else { return }
    context.report("There can be only one operation named \"\(name)\".", at: [first, name.location])
  })
}
