/// `type Name implements … { }`, or an extension of it.
public struct ObjectTypeDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The interfaces it implements.
  public var interfaces: [Name]
  /// The directives applied to it.
  public var directives: [Directive]
  /// Its fields.
  public var fields: [FieldDefinition]
  /// Where it begins.
  public var location: SourceLocation

  /// A definition of these parts.
  public init(
    description: Description? = nil, name: Name, interfaces: [Name] = [], directives: [Directive] = [], fields: [FieldDefinition] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.interfaces = interfaces
    self.directives = directives
    self.fields = fields
    self.location = location
  }
}

/// `interface Name implements … { }`, or an extension of it.
public struct InterfaceTypeDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The interfaces it implements.
  public var interfaces: [Name]
  /// The directives applied to it.
  public var directives: [Directive]
  /// Its fields.
  public var fields: [FieldDefinition]
  /// Where it begins.
  public var location: SourceLocation

  /// A definition of these parts.
  public init(
    description: Description? = nil, name: Name, interfaces: [Name] = [], directives: [Directive] = [], fields: [FieldDefinition] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.interfaces = interfaces
    self.directives = directives
    self.fields = fields
    self.location = location
  }
}

/// `union Name = A | B`, or an extension of it.
public struct UnionTypeDefinition: Sendable {
  /// Its description; nil when there is none, and always for an extension.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The directives applied to it.
  public var directives: [Directive]
  /// The object types it is one of.
  public var members: [Name]
  /// Where it begins.
  public var location: SourceLocation

  /// A definition of these parts.
  public init(
    description: Description? = nil, name: Name, directives: [Directive] = [], members: [Name] = [],
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.directives = directives
    self.members = members
    self.location = location
  }
}
