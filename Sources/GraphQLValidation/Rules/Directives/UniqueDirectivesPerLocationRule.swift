import GraphQLLanguage
import GraphQLSchema

/// Section 5.7.3 Directives Are Unique per Location
///
/// A directive that is not repeatable is applied at most once to a node.
func uniqueDirectivesPerLocationRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterDirectives: { nodes in
    guard nodes.count > 1 else { return }
    var locations: [String: SourceLocation] = [:]
    for node in nodes {
      guard context.directive(node.name.value)?.isRepeatable == false, let first = locations.insert(node.name, at: node.location)
      else { continue }
      context.report("The directive \"@\(node.name)\" can only be used once at this location.", at: [first, node.location])
    }
  })
}
