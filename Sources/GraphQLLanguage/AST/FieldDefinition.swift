/// A field of an object or interface type.
public struct FieldDefinition: Sendable {
  /// Its description; nil when there is none.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The arguments it takes.
  public var arguments: [InputValueDefinition]
  /// Its type.
  public var type: TypeReference
  /// The directives applied to it.
  public var directives: [Directive]
  /// Where it begins.
  public var location: SourceLocation

  /// A field definition of these parts.
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
  /// Its description; nil when there is none.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// Its type.
  public var type: TypeReference
  /// The value when none is given.
  public var defaultValue: Value?
  /// The directives applied to it.
  public var directives: [Directive]
  /// Where it begins.
  public var location: SourceLocation

  /// An input value definition of these parts.
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

/// A value of an enum type.
public struct EnumValueDefinition: Sendable {
  /// Its description; nil when there is none.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The directives applied to it.
  public var directives: [Directive]
  /// Where it begins.
  public var location: SourceLocation

  /// An enum value definition of these parts.
  public init(description: Description? = nil, name: Name, directives: [Directive] = [], location: SourceLocation = .unknown) {
    self.description = description
    self.name = name
    self.directives = directives
    self.location = location
  }
}
