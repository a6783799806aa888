import GraphQLLanguage

/// Section 5.5.1.4 Fragments Must Be Used
///
/// An operation spreads every fragment, directly or through others.
final class NoUnusedFragmentsRule: ValidationRule {
  override func leaveDocument(_ node: Document) {
    guard !context.fragments.isEmpty, !context.isAborted else { return }
    let used = Set(node.operations.enumerated().flatMap { context.fragmentsReferenced(by: $1, $0).map(\.name.value) })
    for fragment in node.fragments where !used.contains(fragment.name.value) {
      context.report("Fragment \"\(fragment.name)\" is never used.", at: fragment.location)
    }
  }
}
