import GraphQLLanguage

/// Section 5.5.1.4 Fragments Must Be Used
///
/// Some operation spreads each fragment, directly or through other fragments.
func noUnusedFragmentsRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(leaveDocument: { document in
    guard !context.fragments.isEmpty, !context.isAborted else { return }
    let used = Set(document.operations.enumerated().flatMap { context.fragmentsReferenced(by: $1, $0).map(\.name.value) })
    for fragment in document.fragments where !used.contains(fragment.name.value) {
      context.report("Fragment \"\(fragment.name)\" is never used.", at: fragment.location)
    }
  })
}
