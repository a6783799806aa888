import GraphQLLanguage
import GraphQLSchema

/// Section 5.5.1.2 Fragment Spread Type Existence
///
/// The types that fragments and variables name exist.
func knownTypeNamesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterNamedType: { name in
    guard !context.hasType(name.value) else { return }
    let suggestion = context.suggestion(for: name.value, among: context.schema.types.map(\.name))
    context.report("Unknown type \"\(name)\".\(suggestion)", at: name.location)
  })
}
