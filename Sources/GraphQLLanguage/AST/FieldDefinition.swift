public struct FieldDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var arguments: [InputValueDefinition]
  public var type: TypeReference
  public var directives: [Directive]
  public var location: SourceLocation

  public init(
    description: Description? = nil, name: Name, arguments: [InputValueDefinition] = [], type: TypeReference, directives: [Directive] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.arguments = arguments
    self.type = type
    self.directives = directives
    self.location = location
  }
}

/// An argument of a field or directive definition, or a field of an input object type.
public struct InputValueDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var type: TypeReference
  public var defaultValue: Value?
  public var directives: [Directive]
  public var location: SourceLocation

  public init(
    description: Description? = nil, name: Name, type: TypeReference, defaultValue: Value? = nil, directives: [Directive] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.directives = directives
    self.location = location
  }
}

public struct EnumValueDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var directives: [Directive]
  public var location: SourceLocation

  public init(description: Description? = nil, name: Name, directives: [Directive] = [], location: SourceLocation = .unknown) {
    self.description = description
    self.name = name
    self.directives = directives
    self.location = location
  }
}
