import GraphQLLanguage

/// The directives of Apollo Federation 2 that composition supports, by their own names.
///
/// Source: Apollo Federation subgraph specification, version 2.
public enum FederationDirectives {
  static let fieldSet = "FieldSet"

  public static let declarations = DirectiveDeclarations(
    #"""
    "The fields that identify an entity. With resolvable: false, this service does not load entities by the key."
    directive @key(fields: FieldSet!, resolvable: Boolean! = true) repeatable on OBJECT | INTERFACE
    "Other services may resolve the field, too."
    directive @shareable repeatable on OBJECT | FIELD_DEFINITION | INTERFACE
    "Another service resolves the field."
    directive @external(reason: String) on OBJECT | FIELD_DEFINITION
    "External fields that must be loaded before this field can be resolved."
    directive @requires(fields: FieldSet!) on FIELD_DEFINITION
    "External fields of the field's objects that this service returns here."
    directive @provides(fields: FieldSet!) on FIELD_DEFINITION
    "This service resolves the field in position of another one."
    directive @override(from: String!, label: String) on FIELD_DEFINITION
    "Hides the element from clients."
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
    "Labels the element for other tools."
    directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
    "Adds fields to all types that implement the interface of this name, which another file defines."
    directive @interfaceObject on OBJECT
    "Marks a definition as an extension of another service's type."
    directive @extends on OBJECT | INTERFACE
    "Shown to authenticated callers only."
    directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
    "Shown to callers that have all scopes of one of the lists."
    directive @requiresScopes(scopes: [[federation__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
    "Shown to callers to whom all policies of one of the lists are granted."
    directive @policy(policies: [[federation__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
    "What an element adds to the cost of an operation."
    directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
    "How many items a list has at most."
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION

    "A selection of fields, for example: id org { id }"
    scalar FieldSet
    "A scope of the caller's token."
    scalar federation__Scope
    "The name of a policy."
    scalar federation__Policy
    """#, code: .invalidGraphQL)

  static let linkImport = "link__Import"

  /// `@link`, which every file may use under its own name.
  public static let link = DirectiveDeclarations(
    #"""
    "Imports directives of another specification, under the same or another name."
    directive @link(url: String!, as: String, for: link__Purpose, import: [link__Import!]) repeatable on SCHEMA

    "A name, or { name, as }."
    scalar link__Import
    enum link__Purpose { SECURITY EXECUTION }
    """#, code: .invalidLink)

  /// Directives that composition checks and keeps as they are written: those of the GraphQL specification for schemas, and `@cacheControl`,
  /// which does not change a response.
  static let language = DirectiveDeclarations(
    #"""
    directive @deprecated(reason: String = "No longer supported") on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
    directive @specifiedBy(url: String!) on SCALAR
    directive @oneOf on INPUT_OBJECT
    directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
    enum CacheControlScope { PUBLIC PRIVATE }
    """#, code: .invalidGraphQL)

  /// Directives of the specification that are refused rather than ignored.
  static let unsupported: Set<String> = ["composeDirective", "context", "fromContext"]

  /// Directives that say what a caller needs in order to see an element.
  static let access: Set<String> = ["authenticated", "requiresScopes", "policy"]

  /// Directives that say what an operation costs.
  static let cost: Set<String> = ["cost", "listSize"]
}
