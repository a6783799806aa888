import GraphQLLanguage
import GraphQLSchema

/// Section 5.3.3 Leaf Field Selections
///
/// A field of a composite type has a selection set, and a field of a leaf type has none.
func scalarLeafsRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterField: { node in
    guard let isLeaf = context.type?.isLeaf, isLeaf == (node.selectionSet != nil), let type = context.field?.definition.type else { return }
    if let selectionSet = node.selectionSet {
      context.report(
        "Field \"\(node.name)\" must not have a selection since type \"\(type)\" has no subfields.", at: selectionSet.location)
    } else {
      let suggestion = context.options.suggestsNames ? " Did you mean \"\(node.name) { ... }\"?" : ""
      context.report("Field \"\(node.name)\" of type \"\(type)\" must have a selection of subfields.\(suggestion)", at: node.location)
    }
  })
}
