import GraphQLLanguage
import GraphQLSchema

/// Section 5.8.5 All Variable Usages Are Allowed
///
/// The type of a variable is compatible with the type that each of its positions expects.
func variablesInAllowedPositionRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(leaveOperation: { node in
    guard !node.variableDefinitions.isEmpty else { return }
    let definitions = Dictionary(node.variableDefinitions.map { ($0.variable.value, $0) }, uniquingKeysWith: { _, last in last })
    for usage in context.usages(in: node) {
      guard let definition = definitions[usage.name], let expected = usage.type, context.schema.namedType(of: definition.type) != nil
      else { continue }
      if !isVariableUsageAllowed(definition, usage, expected, context.schema) {
        context.report(
          "Variable \"$\(usage.name)\" of type \"\(definition.type)\" used in position expecting type \"\(expected)\".",
          at: [definition.location, usage.location])
      }
      if let type = usage.oneOfType, !definition.type.isNonNull {
        context.report(
          "Variable \"$\(usage.name)\" is of type \"\(definition.type)\" but must be non-nullable "
            + "to be used for OneOf Input Object \"\(type)\".", at: [definition.location, usage.location])
      }
    }
  })
}

/// IsVariableUsageAllowed()
private func isVariableUsageAllowed(
  _ definition: VariableDefinition, _ usage: VariableUsage, _ expected: TypeReference, _ schema: Schema
) -> Bool {
  guard expected.isNonNull, !definition.type.isNonNull else { return schema.isSubtype(definition.type, of: expected) }
  let hasNonNullDefault = definition.defaultValue.map { !$0.isNull } ?? false
  guard hasNonNullDefault || usage.hasDefaultValue else { return false }
  return schema.isSubtype(definition.type, of: expected.nullable)
}
