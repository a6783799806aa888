/// `scalar Name`, or an extension of it.
public struct ScalarTypeDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The directives applied to it.
  public var directives: [Directive]
  /// Where it begins.
  public var location: SourceLocation

  /// A definition of these parts.
  public init(description: Description? = nil, name: Name, directives: [Directive] = [], location: SourceLocation = .unknown) {
    self.description = description
    self.name = name
    self.directives = directives
    self.location = location
  }
}

/// `enum Name { }`, or an extension of it.
public struct EnumTypeDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The directives applied to it.
  public var directives: [Directive]
  /// Its values.
  public var values: [EnumValueDefinition]
  /// Where it begins.
  public var location: SourceLocation

  /// A definition of these parts.
  public init(
    description: Description? = nil, name: Name, directives: [Directive] = [], values: [EnumValueDefinition] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.directives = directives
    self.values = values
    self.location = location
  }
}

/// `input Name { }`, or an extension of it.
public struct InputObjectTypeDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The directives applied to it.
  public var directives: [Directive]
  /// Its fields.
  public var fields: [InputValueDefinition]
  /// Where it begins.
  public var location: SourceLocation

  /// A definition of these parts.
  public init(
    description: Description? = nil, name: Name, directives: [Directive] = [], fields: [InputValueDefinition] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.directives = directives
    self.fields = fields
    self.location = location
  }
}
