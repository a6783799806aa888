import GraphQLLanguage

/// Section 5.5.1.2 Fragment Spread Type Existence
///
/// Types named by fragments and variables exist.
final class KnownTypeNamesRule: ValidationRule {
  override func enterNamedType(_ name: Name) {
    guard !context.hasType(name.value) else { return }
    let suggestion = context.suggestion(for: name.value, among: context.schema.types.map(\.name))
    context.report("Unknown type \"\(name)\".\(suggestion)", at: name.location)
  }
}
