import GraphQLLanguage

/// Section 5.5.2.1 Fragment Spread Target Defined
///
/// What is spread is defined in the document.
final class KnownFragmentNamesRule: ValidationRule {
  override func enterFragmentSpread(_ node: FragmentSpread) {
    guard context.spreadFragment == nil else { return }
    context.report("Unknown fragment \"\(node.name)\".", at: node.name.location)
  }
}
