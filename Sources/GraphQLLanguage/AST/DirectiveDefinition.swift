/// `directive @name(…) on …`
public struct DirectiveDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var arguments: [InputValueDefinition]
  public var isRepeatable: Bool
  /// Raw values of `DirectiveLocation`.
  public var locations: [Name]
  public var location: SourceLocation

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

/// Where a directive may be applied.
///
/// Source: GraphQL specification, section 3.13 "Directives".
public enum DirectiveLocation: String, Sendable, CaseIterable {
  case query = "QUERY"
  case mutation = "MUTATION"
  case subscription = "SUBSCRIPTION"
  case field = "FIELD"
  case fragmentDefinition = "FRAGMENT_DEFINITION"
  case fragmentSpread = "FRAGMENT_SPREAD"
  case inlineFragment = "INLINE_FRAGMENT"
  case variableDefinition = "VARIABLE_DEFINITION"
  case schema = "SCHEMA"
  case scalar = "SCALAR"
  case object = "OBJECT"
  case fieldDefinition = "FIELD_DEFINITION"
  case argumentDefinition = "ARGUMENT_DEFINITION"
  case interface = "INTERFACE"
  case union = "UNION"
  case enumeration = "ENUM"
  case enumValue = "ENUM_VALUE"
  case inputObject = "INPUT_OBJECT"
  case inputFieldDefinition = "INPUT_FIELD_DEFINITION"
}
