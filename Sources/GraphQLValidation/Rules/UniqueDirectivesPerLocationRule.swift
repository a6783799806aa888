import GraphQLLanguage
import GraphQLSchema

/// Section 5.7.3 Directives Are Unique per Location
///
/// A directive that is not repeatable is applied once to a node.
final class UniqueDirectivesPerLocationRule: ValidationRule {
  override func enterDirectives(_ nodes: [Directive]) {
    guard nodes.count > 1 else { return }
    var seen: [String: SourceLocation] = [:]
    for node in nodes {
      guard let definition = context.directive(node.name.value), !definition.isRepeatable else { continue }
      if let first = seen[node.name.value] {
        context.report("The directive \"@\(node.name)\" can only be used once at this location.", at: [first, node.location])
      } else {
        seen[node.name.value] = node.location
      }
    }
  }
}
