import GraphQLLanguage

/// Section 5.2.3.1 Lone Anonymous Operation
///
/// An anonymous operation is the only operation of its document.
func loneAnonymousOperationRule(_ context: ValidationContext) -> RuleListeners {
  guard context.document.operations.count > 1 else { return RuleListeners() }
  return RuleListeners(enterOperation: { node in
    guard node.name == nil else { return }
    context.report("This anonymous operation must be the only defined operation.", at: node.location)
  })
}
