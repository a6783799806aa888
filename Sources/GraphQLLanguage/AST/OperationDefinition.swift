public enum OperationType: String, Sendable, CaseIterable {
  case query
  case mutation
  case subscription
}

public struct OperationDefinition: Sendable {
  public var description: Description?
  public var operation: OperationType
  /// Nil for an anonymous operation.
  public var name: Name?
  public var variableDefinitions: [VariableDefinition]
  public var directives: [Directive]
  public var selectionSet: SelectionSet
  /// The start of the description, the keyword or the brace.
  public var location: SourceLocation

  public init(
    description: Description? = nil, operation: OperationType, name: Name? = nil, variableDefinitions: [VariableDefinition] = [],
    directives: [Directive] = [], selectionSet: SelectionSet, location: SourceLocation = .unknown
  ) {
    self.description = description
    self.operation = operation
    self.name = name
    self.variableDefinitions = variableDefinitions
    self.directives = directives
    self.selectionSet = selectionSet
    self.location = location
  }
}

public struct VariableDefinition: Sendable {
  public var description: Description?
  /// Without `$`.
  public var variable: Name
  public var type: TypeReference
  public var defaultValue: Value?
  public var directives: [Directive]
  public var location: SourceLocation

  public init(
    description: Description? = nil, variable: Name, type: TypeReference, defaultValue: Value? = nil, directives: [Directive] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.variable = variable
    self.type = type
    self.defaultValue = defaultValue
    self.directives = directives
    self.location = location
  }
}
