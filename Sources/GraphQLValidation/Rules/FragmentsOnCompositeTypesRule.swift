import GraphQLLanguage
import GraphQLSchema

/// Section 5.5.1.3 Fragments on Object, Interface or Union Types
///
/// Only values with fields have fragments.
final class FragmentsOnCompositeTypesRule: ValidationRule {
  override func enterInlineFragment(_ node: InlineFragment) {
    guard let condition = node.typeCondition, isKnownAndNotComposite(condition) else { return }
    context.report("Fragment cannot condition on non composite type \"\(condition)\".", at: condition.location)
  }

  override func enterFragment(_ node: FragmentDefinition) {
    guard isKnownAndNotComposite(node.typeCondition) else { return }
    context.report(
      "Fragment \"\(node.name)\" cannot condition on non composite type \"\(node.typeCondition)\".", at: node.typeCondition.location)
  }

  private func isKnownAndNotComposite(_ name: Name) -> Bool {
    context.schema.type(name.value)?.isComposite == false
  }
}
