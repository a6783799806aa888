import GraphQLLanguage
import GraphQLSchema

/// Section 5.3.3 Leaf Field Selections
///
/// Values with fields have a selection, and others have none.
final class ScalarLeafsRule: ValidationRule {
  override func enterField(_ node: Field) {
    guard let isLeaf = context.type?.isLeaf, isLeaf == (node.selectionSet != nil), let type = context.field?.definition.type else { return }
    if let selectionSet = node.selectionSet {
      context.report(
        "Field \"\(node.name)\" must not have a selection since type \"\(type)\" has no subfields.", at: selectionSet.location)
    } else {
      context.report(
        "Field \"\(node.name)\" of type \"\(type)\" must have a selection of subfields. Did you mean \"\(node.name) { ... }\"?",
        at: node.location)
    }
  }
}
