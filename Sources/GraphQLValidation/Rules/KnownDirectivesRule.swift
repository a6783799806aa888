import GraphQLLanguage

/// Section 5.7.1 Directives Are Defined, 5.7.2 Directives Are in Valid Locations
///
/// A directive exists and may stand where it stands.
final class KnownDirectivesRule: ValidationRule {
  override func enterDirective(_ node: Directive, on location: DirectiveLocation) {
    guard let definition = context.directive(node.name.value) else {
      context.report("Unknown directive \"@\(node.name)\".", at: node.location)
      return
    }
    if !definition.locations.contains(where: { $0.value == location.rawValue }) {
      context.report("Directive \"@\(node.name)\" may not be used on \(location.rawValue).", at: node.location)
    }
  }
}
