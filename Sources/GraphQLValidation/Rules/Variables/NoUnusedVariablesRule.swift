import GraphQLLanguage

/// Section 5.8.4 All Variables Used
///
/// An operation, or a fragment that it references, uses each variable that the operation defines.
func noUnusedVariablesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(leaveOperation: { node in
    guard !node.variableDefinitions.isEmpty else { return }
    let used = Set(context.usages(in: node).map(\.name))
    let subject = node.name.map { " in operation \"\($0)\"" } ?? ""
    for definition in node.variableDefinitions where !used.contains(definition.variable.value) {
      context.report("Variable \"$\(definition.variable)\" is never used\(subject).", at: definition.location)
    }
  })
}
