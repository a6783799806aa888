import GraphQLLanguage
import GraphQLSchema

/// Section 5.5.1.3 Fragments on Object, Interface or Union Types
///
/// The type condition of a fragment is a composite type.
func fragmentsOnCompositeTypesRule(_ context: ValidationContext) -> RuleListeners {
  func isKnownAndNotComposite(_ name: Name) -> Bool { context.schema.type(name.value)?.isComposite == false }

  return RuleListeners(
    enterFragment: { node in
      guard isKnownAndNotComposite(node.typeCondition) else { return }
      context.report(
        "Fragment \"\(node.name)\" cannot condition on non composite type \"\(node.typeCondition)\".", at: node.typeCondition.location)
    },
    enterInlineFragment: { node in
      guard let condition = node.typeCondition, isKnownAndNotComposite(condition) else { return }
      context.report("Fragment cannot condition on non composite type \"\(condition)\".", at: condition.location)
    })
}
