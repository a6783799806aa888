import GraphQLLanguage
import GraphQLSchema

/// Section 5.8.2 Variables Are Input Types
///
/// A variable is of a scalar, enum or input object type.
final class VariablesAreInputTypesRule: ValidationRule {
  override func enterVariableDefinition(_ node: VariableDefinition) {
    guard context.schema.namedType(of: node.type)?.isInput == false else { return }
    context.report("Variable \"$\(node.variable)\" cannot be non-input type \"\(node.type)\".", at: node.type.location)
  }
}
