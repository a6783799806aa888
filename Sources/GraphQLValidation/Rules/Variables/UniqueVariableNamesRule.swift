import GraphQLLanguage

/// Section 5.8.1 Variable Uniqueness
///
/// No two variables of an operation have the same name.
func uniqueVariableNamesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterOperation: { node in
    for (name, locations) in node.variableDefinitions.map(\.variable).duplicates {
      context.report("There can be only one variable named \"$\(name)\".", at: locations)
    }
  })
}
