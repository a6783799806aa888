/// The three kinds of operation.
public enum OperationType: String, Sendable, CaseIterable {
  /// Reads.
  case query
  /// Writes, one root field after the other.
  case mutation
  /// Listens to events.
  case subscription
}

/// An operation.
public struct OperationDefinition: Sendable {
  /// Its description; nil when there is none.
  public var description: Description?
  /// Query, mutation or subscription.
  public var operation: OperationType
  /// Its name; nil for an anonymous operation.
  public var name: Name?
  /// The variables it takes.
  public var variableDefinitions: [VariableDefinition]
  /// The directives applied to it.
  public var directives: [Directive]
  /// Its root fields.
  public var selectionSet: SelectionSet
  /// Where it begins: its description, keyword or brace.
  public var location: SourceLocation

  /// An operation of these parts.
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

/// The definition of a variable of an operation.
public struct VariableDefinition: Sendable {
  /// Its description; nil when there is none.
  public var description: Description?
  /// Its name, without `$`.
  public var variable: Name
  /// Its type.
  public var type: TypeReference
  /// The value when the request gives none.
  public var defaultValue: Value?
  /// The directives applied to it.
  public var directives: [Directive]
  /// Where it begins.
  public var location: SourceLocation

  /// A variable of these parts.
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
