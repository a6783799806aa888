import GraphQLLanguage
import GraphQLSchema

/// Checks a request's document against a schema by all rules of the specification.
///
/// - Returns: the errors in the order in which a walk over the document meets them; empty when the document is valid.
/// Source: GraphQL specification, section 5 "Validation".
public func validate(_ document: Document, _ schema: Schema, options: ValidationOptions = ValidationOptions()) -> [GraphQLError] {
  let context = ValidationContext(schema: schema, document: document, options: options)
  let rules = options.allowsIntrospection ? SpecifiedRules.all(context) : SpecifiedRules.withoutIntrospection(context)
  DocumentWalker(context, rules: rules).walk()
  return context.errors
}
