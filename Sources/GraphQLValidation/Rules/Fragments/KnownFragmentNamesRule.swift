import GraphQLLanguage

/// Section 5.5.2.1 Fragment Spread Target Defined
///
/// The document defines each fragment that it spreads.
func knownFragmentNamesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterFragmentSpread: { node in
    guard context.spreadFragment == nil else { return }
    context.report("Unknown fragment \"\(node.name)\".", at: node.name.location)
  })
}
