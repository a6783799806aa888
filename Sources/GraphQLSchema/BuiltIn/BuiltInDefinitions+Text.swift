extension BuiltInDefinitions {
  static let scalarText = #"""
    "A piece of text, as Unicode code points."
    scalar String
    "A whole number of 32 bits with a sign."
    scalar Int
    "A number of double precision, as IEEE 754 defines it."
    scalar Float
    "Either `true` or `false`."
    scalar Boolean
    "A unique identifier. It is written as a string and not meant for people to read."
    scalar ID
    """#

  static let directiveText = #"""
    "Directs the executor to include this field or fragment only when the `if` argument is true."
    directive @include("Included when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    "Directs the executor to skip this field or fragment when the `if` argument is true."
    directive @skip("Skipped when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    "Marks an element of a GraphQL schema as no longer supported."
    directive @deprecated(
      "Why it was deprecated, and usually what to use instead, in Markdown."
      reason: String! = "No longer supported"
    ) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
    "Exposes a URL that specifies the behavior of this scalar."
    directive @specifiedBy("The URL that specifies the behavior of this scalar." url: String!) on SCALAR
    "Indicates exactly one field must be supplied and this field must not be `null`."
    directive @oneOf on INPUT_OBJECT
    """#

  static let introspectionText = #"""
    "What a server can do: its types, its directives and the root types of its operations."
    type __Schema {
      description: String
      "All types of the server."
      types: [__Type!]!
      "The type that query operations start from."
      queryType: __Type!
      "The type that mutation operations start from, if the server has any."
      mutationType: __Type
      "The type that subscription operations start from, if the server has any."
      subscriptionType: __Type
      "All directives of the server."
      directives: [__Directive!]!
    }
    "A type. Its `kind` tells which of the other fields have a value; list and non-null types wrap another one, their `ofType`."
    type __Type {
      kind: __TypeKind!
      name: String
      description: String
      specifiedByURL: String
      fields(includeDeprecated: Boolean! = false): [__Field!]
      interfaces: [__Type!]
      possibleTypes: [__Type!]
      enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
      inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
      ofType: __Type
      isOneOf: Boolean
    }
    "The kinds of type."
    enum __TypeKind {
      "A scalar."
      SCALAR
      "An object. `fields` and `interfaces` have a value."
      OBJECT
      "An interface. `fields`, `interfaces` and `possibleTypes` have a value."
      INTERFACE
      "A union. `possibleTypes` has a value."
      UNION
      "An enum. `enumValues` has a value."
      ENUM
      "An input object. `inputFields` has a value."
      INPUT_OBJECT
      "A list. `ofType` has a value."
      LIST
      "A type that is never null. `ofType` has a value."
      NON_NULL
    }
    "A field of an object or interface type."
    type __Field {
      name: String!
      description: String
      args(includeDeprecated: Boolean! = false): [__InputValue!]!
      type: __Type!
      isDeprecated: Boolean!
      deprecationReason: String
    }
    "An argument of a field or directive, or a field of an input object."
    type __InputValue {
      name: String!
      description: String
      type: __Type!
      "The default value in GraphQL syntax."
      defaultValue: String
      isDeprecated: Boolean!
      deprecationReason: String
    }
    "A value of an enum type."
    type __EnumValue {
      name: String!
      description: String
      isDeprecated: Boolean!
      deprecationReason: String
    }
    "A directive: what may be written on parts of a document to change how it is executed or validated."
    type __Directive {
      name: String!
      description: String
      isRepeatable: Boolean!
      locations: [__DirectiveLocation!]!
      args(includeDeprecated: Boolean! = false): [__InputValue!]!
    }
    "The locations where a directive can be applied."
    enum __DirectiveLocation {
      QUERY
      MUTATION
      SUBSCRIPTION
      FIELD
      FRAGMENT_DEFINITION
      FRAGMENT_SPREAD
      INLINE_FRAGMENT
      VARIABLE_DEFINITION
      SCHEMA
      SCALAR
      OBJECT
      FIELD_DEFINITION
      ARGUMENT_DEFINITION
      INTERFACE
      UNION
      ENUM
      ENUM_VALUE
      INPUT_OBJECT
      INPUT_FIELD_DEFINITION
    }
    """#
}
