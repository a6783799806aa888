import GraphQLLanguage

/// Section 5.4.2 Argument Uniqueness
///
/// An argument is provided at most once.
func uniqueArgumentNamesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterField: { context.checkUniqueness(of: $0.arguments) }, enterDirective: { context.checkUniqueness(of: $0.arguments) })
}

extension ValidationContext {
  fileprivate func checkUniqueness(of arguments: [Argument]) {
    guard arguments.count > 1 else { return }
    for (name, locations) in arguments.map(\.name).duplicates {
      report("There can be only one argument named \"\(name)\".", at: locations)
    }
  }
}
