import GraphQLLanguage
import GraphQLSchema

/// An operation is of a kind that the schema has a root type for. Section 5.2.1.1.
final class KnownOperationTypesRule: ValidationRule {
  override func enterOperation(_ node: OperationDefinition) {
    guard context.schema.rootType(for: node.operation) == nil else { return }
    context.report("The \(node.operation.rawValue) operation is not supported by the schema.", at: node.location)
  }
}
