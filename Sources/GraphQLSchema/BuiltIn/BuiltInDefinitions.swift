import GraphQLLanguage

/// The definitions that every schema has.
///
/// Source: GraphQL specification, September 2025, sections 3.5, 3.13 and 4.2.
package enum BuiltInDefinitions {
  package static let scalarNames: Set<String> = ["String", "Int", "Float", "Boolean", "ID"]

  static let defaultDeprecationReason = "No longer supported"

  /// In the order of the appendix of the specification.
  static let scalars = types(in: scalarText)

  static let introspectionTypes = types(in: introspectionText)

  static let introspectionTypeNames = Set(introspectionTypes.map(\.name.value))

  static let typeNames = scalarNames.union(introspectionTypeNames)

  /// `@include`, `@skip`, `@deprecated`, `@specifiedBy` and `@oneOf`.
  static let directives: [DirectiveDefinition] = definitions(in: directiveText).compactMap {
    if case .directive(let directive) = $0 { directive } else { nil }
  }

  static let directiveNames = Set(directives.map(\.name.value))

  /// Section 4.1: `__typename` of composite types.
  static let typenameField = FieldDefinition(
    description: "The name of the current Object type at runtime.", name: "__typename", type: .nonNull(.named("String")))

  /// Section 4.2: `__schema` of the query root type.
  static let schemaField = FieldDefinition(
    description: "Access the current type schema of this server.", name: "__schema", type: .nonNull(.named("__Schema")))

  /// Section 4.2: `__type` of the query root type.
  static let typeField = FieldDefinition(
    description: "Request the type information of a single type.", name: "__type",
    arguments: [InputValueDefinition(name: "name", type: .nonNull(.named("String")))], type: .named("__Type"))

  private static func definitions(in text: String) -> [Definition] {
    (try? Parser.parseBuiltIn(text).definitions) ?? []
  }

  private static func types(in text: String) -> [TypeDefinition] {
    definitions(in: text).compactMap { if case .type(let type) = $0 { type } else { nil } }
  }
}
