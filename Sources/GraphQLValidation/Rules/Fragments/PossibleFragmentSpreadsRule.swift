import GraphQLLanguage
import GraphQLSchema

/// Section 5.5.2.3 Fragment Spread Is Possible
///
/// Some object type is a possible type of both the fragment and the type that it is spread in.
func possibleFragmentSpreadsRule(_ context: ValidationContext) -> RuleListeners {
  func isImpossible(_ type: NamedType) -> Bool {
    guard type.isComposite, let parent = context.parentType else { return false }
    return !context.schema.overlaps(type, parent)
  }

  return RuleListeners(
    enterFragmentSpread: { node in
      guard let fragment = context.spreadFragment, let type = context.schema.type(fragment.typeCondition.value),
        isImpossible(type), let parent = context.parentType
      else { return }
      context.report(
        "Fragment \"\(node.name)\" cannot be spread here as objects of type \"\(parent.name)\" can never be of type \"\(type.name)\".",
        at: node.location)
    },
    enterInlineFragment: { node in
      guard let type = context.type?.type, isImpossible(type), let parent = context.parentType else { return }
      context.report(
        "Fragment cannot be spread here as objects of type \"\(parent.name)\" can never be of type \"\(type.name)\".", at: node.location)
    })
}
