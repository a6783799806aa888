import GraphQLLanguage

/// Section 5.7.1 Directives Are Defined, 5.7.2 Directives Are in Valid Locations
///
/// Each directive is defined, and its definition includes the location where it is applied.
func knownDirectivesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterDirective: { node in
    guard let definition = context.directive(node.name.value) else {
      context.report("Unknown directive \"@\(node.name)\".", at: node.location)
      return
    }
    guard let location = context.directiveLocation?.rawValue, !definition.locations.contains(where: { $0.value == location }) else {
      return
    }
    context.report("Directive \"@\(node.name)\" may not be used on \(location).", at: node.location)
  })
}
