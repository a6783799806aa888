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
      guard let definition = context.directive(node.name.value), !definition.isRepeatable else { continue }
      if let first = locations[node.name.value] {
        context.report("The directive \"@\(node.name)\" can only be used once at this location.", at: [first, node.location])
      } else {
        locations[node.name.value] = node.location
      }
    }
  })
}
