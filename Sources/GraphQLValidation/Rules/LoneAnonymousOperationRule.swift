import GraphQLLanguage

/// Section 5.2.3.1 Lone Anonymous Operation
///
/// An operation without name is the document's only one.
final class LoneAnonymousOperationRule: ValidationRule {
  private var operationCount = 0

  override func enterDocument(_ node: Document) {
    operationCount = node.operations.count
  }

  override func enterOperation(_ node: OperationDefinition) {
    if node.name == nil, operationCount > 1 {
      context.report("This anonymous operation must be the only defined operation.", at: node.location)
    }
  }
}
