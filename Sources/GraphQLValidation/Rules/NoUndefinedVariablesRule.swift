import GraphQLLanguage

/// Section 5.8.3 All Variable Uses Defined
///
/// An operation defines all variables that it uses, also those of the fragments it spreads.
final class NoUndefinedVariablesRule: ValidationRule {
  override func leaveOperation(_ node: OperationDefinition) {
    let usages = context.usages(in: node)
    guard !usages.isEmpty else { return }
    let defined = Set(node.variableDefinitions.map(\.variable.value))
    let subject = node.name.map { " by operation \"\($0)\"" } ?? ""
    for usage in usages where !defined.contains(usage.name) {
      context.report("Variable \"$\(usage.name)\" is not defined\(subject).", at: [usage.location, node.location])
    }
  }
}
