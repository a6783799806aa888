import GraphQLLanguage
import GraphQLSchema

/// Section 5.2.1.1 Operation Type Existence
///
/// The schema has a root type for the type of each operation.
func knownOperationTypesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterOperation: { node in
    guard context.schema.rootType(for: node.operation) == nil else { return }
    context.report("The \(node.operation.rawValue) operation is not supported by the schema.", at: node.location)
  })
}
