import GraphQLLanguage
import GraphQLSchema

/// Not a rule of the specification: refuses `__schema` and `__type`, but not `__typename`.
func noSchemaIntrospectionRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterField: { node in
    guard let type = context.type, context.schema.isIntrospectionType(type.type.name) else { return }
    context.report(
      "GraphQL introspection has been disabled, but the requested query contained the field \"\(node.name)\".",
      at: [node.location], code: "INTROSPECTION_DISABLED")
  })
}
