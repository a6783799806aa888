/// `directive @name(…) on …`
public struct DirectiveDefinition: Sendable {
  /// Its description; nil when there is none.
  public var description: Description?
  /// Its name, without `@`.
  public var name: Name
  /// The arguments it takes.
  public var arguments: [InputValueDefinition]
  /// Whether it may be applied more than once to one place.
  public var isRepeatable: Bool
  /// The kinds of place where it may be applied, as names of `DirectiveLocation`.
  public var locations: [Name]
  /// Where it begins.
  public var location: SourceLocation

  /// A directive definition of these parts.
  public init(
    description: Description? = nil, name: Name, arguments: [InputValueDefinition] = [], isRepeatable: Bool = false, locations: [Name],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.arguments = arguments
    self.isRepeatable = isRepeatable
    self.locations = locations
    self.location = location
  }
}

/// The kinds of place where a directive may be applied.
///
/// Source: GraphQL specification, section 3.13 "Directives".
public enum DirectiveLocation: String, Sendable, CaseIterable {
  /// On a query operation.
  case query = "QUERY"
  /// On a mutation operation.
  case mutation = "MUTATION"
  /// On a subscription operation.
  case subscription = "SUBSCRIPTION"
  /// On a field selection.
  case field = "FIELD"
  /// On a fragment definition.
  case fragmentDefinition = "FRAGMENT_DEFINITION"
  /// On a fragment spread.
  case fragmentSpread = "FRAGMENT_SPREAD"
  /// On an inline fragment.
  case inlineFragment = "INLINE_FRAGMENT"
  /// On a variable definition.
  case variableDefinition = "VARIABLE_DEFINITION"
  /// On the schema.
  case schema = "SCHEMA"
  /// On a scalar type.
  case scalar = "SCALAR"
  /// On an object type.
  case object = "OBJECT"
  /// On a field definition.
  case fieldDefinition = "FIELD_DEFINITION"
  /// On an argument definition.
  case argumentDefinition = "ARGUMENT_DEFINITION"
  /// On an interface type.
  case interface = "INTERFACE"
  /// On a union type.
  case union = "UNION"
  /// On an enum type.
  case enumeration = "ENUM"
  /// On an enum value.
  case enumValue = "ENUM_VALUE"
  /// On an input object type.
  case inputObject = "INPUT_OBJECT"
  /// On an input field definition.
  case inputFieldDefinition = "INPUT_FIELD_DEFINITION"
}
