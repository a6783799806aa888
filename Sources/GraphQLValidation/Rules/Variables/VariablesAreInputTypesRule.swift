import GraphQLLanguage
import GraphQLSchema

/// Section 5.8.2 Variables Are Input Types
func variablesAreInputTypesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterVariableDefinition: { node in
    guard context.schema.namedType(of: node.type)?.isInput == false else { return }
    context.report("Variable \"$\(node.variable)\" cannot be non-input type \"\(node.type)\".", at: node.type.location)
  })
}
