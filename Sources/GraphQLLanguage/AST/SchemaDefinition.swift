/// `schema { }`, or an extension of it.
public struct SchemaDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// The directives applied to it.
  public var directives: [Directive]
  /// The root types it names.
  public var operationTypes: [OperationTypeDefinition]
  /// Where it begins.
  public var location: SourceLocation

  /// A schema definition of these parts.
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

/// The root type of a kind of operation.
public struct OperationTypeDefinition: Sendable {
  /// The kind of operation.
  public var operation: OperationType
  /// The name of its root type.
  public var type: Name
  /// Where it begins.
  public var location: SourceLocation

  /// A root type of these parts.
  public init(operation: OperationType, type: Name, location: SourceLocation = .unknown) {
    self.operation = operation
    self.type = type
    self.location = location
  }
}
