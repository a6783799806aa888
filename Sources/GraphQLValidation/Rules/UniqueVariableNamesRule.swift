import GraphQLLanguage

/// Section 5.8.1 Variable Uniqueness
///
/// No two variables of an operation have one name.
final class UniqueVariableNamesRule: ValidationRule {
  override func enterOperation(_ node: OperationDefinition) {
    for (name, places) in node.variableDefinitions.map(\.variable).repeated {
      context.report("There can be only one variable named \"$\(name)\".", at: places)
    }
  }
}
