import GraphQLLanguage

/// Section 5.8.3 All Variable Uses Defined
///
/// An operation defines each variable that it or a fragment that it references uses.
func noUndefinedVariablesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(leaveOperation: { node in
    let usages = context.usages(in: node)
    guard !usages.isEmpty else { return }
    let defined = Set(node.variableDefinitions.map(\.variable.value))
    let subject = node.name.map { " by operation \"\($0)\"" } ?? ""
    for usage in usages where !defined.contains(usage.name) {
      context.report("Variable \"$\(usage.name)\" is not defined\(subject).", at: [usage.location, node.location])
    }
  })
}
