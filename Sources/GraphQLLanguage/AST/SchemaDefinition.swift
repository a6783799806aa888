/// `schema { }`, or its extension.
public struct SchemaDefinition: Sendable {
  public var description: Description?
  public var directives: [Directive]
  public var operationTypes: [OperationTypeDefinition]
  public var location: SourceLocation

  public init(
    description: Description? = nil, directives: [Directive] = [], operationTypes: [OperationTypeDefinition] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.directives = directives
    self.operationTypes = operationTypes
    self.location = location
  }
}

/// A root operation type.
public struct OperationTypeDefinition: Sendable {
  public var operation: OperationType
  public var type: Name
  public var location: SourceLocation

  public init(operation: OperationType, type: Name, location: SourceLocation = .unknown) {
    self.operation = operation
    self.type = type
    self.location = location
  }
}
