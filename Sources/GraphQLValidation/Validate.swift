import GraphQLLanguage
import GraphQLSchema

/// Validates an executable document against a schema.
///
/// - Returns: the errors in the order in which a depth-first walk meets them; empty when the document is valid.
/// Source: GraphQL specification, section 5 "Validation".
public func validate(_ document: Document, _ schema: Schema, options: ValidationOptions = ValidationOptions()) -> [GraphQLError] {
  let context = ValidationContext(schema: schema, document: document, options: options)
  var listeners = RuleListeners()
  for rule in options.allowsIntrospection ? SpecifiedRules.all : SpecifiedRules.withoutIntrospection { listeners.add(rule(context)) }
  DocumentWalker(context, listeners).walk()
  return context.errors
}
