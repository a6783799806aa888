import GraphQLLanguage
import GraphQLSchema

/// Validates an executable document against a schema.
///
/// - Returns: the errors in the order of a depth-first walk; empty when the document is valid.
/// Source: GraphQL specification, section 5 "Validation".
public func validate(_ document: Document, _ schema: Schema, options: ValidationOptions = ValidationOptions()) -> [GraphQLError] {
  let context = ValidationContext(schema: schema, document: document, options: options)
  var listeners = RuleListeners()
  for rule in options.allowsIntrospection ? SpecifiedRules.all : SpecifiedRules.withoutIntrospection { listeners.add(rule(context)) }
  DocumentWalker(context, listeners).walk()
  return context.errors
}

public struct ValidationOptions: Sendable {
  /// Whether messages suggest names of the schema ("Did you mean …?"). Turn off where the schema is not public.
  public var suggestsNames: Bool
  /// Whether `__schema` and `__type` may be selected.
  public var allowsIntrospection: Bool
  /// The number of errors after which validation aborts; nil for no limit.
  public var maximumErrors: Int?
  /// Whether messages quote literals, which can be confidential.
  public var showsValues: Bool

  /// The defaults are those of graphql-js.
  public init(suggestsNames: Bool = true, allowsIntrospection: Bool = true, maximumErrors: Int? = 100, showsValues: Bool = true) {
    self.suggestsNames = suggestsNames
    self.allowsIntrospection = allowsIntrospection
    self.maximumErrors = maximumErrors
    self.showsValues = showsValues
  }
}
