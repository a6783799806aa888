import GraphQLLanguage
import GraphQLSchema

/// Section 4.2 Schema Introspection, switched off
///
/// Not of the specification: `__schema` and `__type` are refused, `__typename` is not.
final class NoSchemaIntrospectionRule: ValidationRule {
  override func enterField(_ node: Field) {
    guard let type = context.type, context.schema.isIntrospectionType(type.type.name) else { return }
    context.report(
      "GraphQL introspection has been disabled, but the requested query contained the field \"\(node.name)\".", at: node.location)
  }
}
