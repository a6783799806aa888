import GraphQLLanguage

/// Section 5.6.3 Input Object Field Uniqueness
///
/// A field of an input object is provided at most once.
func uniqueInputFieldNamesRule(_ context: ValidationContext) -> RuleListeners {
  /// The fields so far in each of the input objects around the current value.
  var stack: [[String: SourceLocation]] = []
  return RuleListeners(
    enterValue: { if case .object = $0.content { stack.append([:]) } },
    leaveValue: { if case .object = $0.content { stack.removeLast() } },
    enterObjectField: { node in
      guard let last = stack.indices.last, let first = stack[last].insert(node.name) else { return }
      context.report("There can be only one input field named \"\(node.name)\".", at: [first, node.name.location])
    })
}
