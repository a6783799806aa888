/// The definition of a named type or, in `Definition.typeExtension`, its extension.
public enum TypeDefinition: Sendable {
  case scalar(ScalarTypeDefinition)
  case object(ObjectTypeDefinition)
  case interface(InterfaceTypeDefinition)
  case union(UnionTypeDefinition)
  case enumeration(EnumTypeDefinition)
  case inputObject(InputObjectTypeDefinition)

  public var name: Name {
    switch self {
    case .scalar(let node): node.name
    case .object(let node): node.name
    case .interface(let node): node.name
    case .union(let node): node.name
    case .enumeration(let node): node.name
    case .inputObject(let node): node.name
    }
  }

  public var description: Description? {
    switch self {
    case .scalar(let node): node.description
    case .object(let node): node.description
    case .interface(let node): node.description
    case .union(let node): node.description
    case .enumeration(let node): node.description
    case .inputObject(let node): node.description
    }
  }

  public var directives: [Directive] {
    switch self {
    case .scalar(let node): node.directives
    case .object(let node): node.directives
    case .interface(let node): node.directives
    case .union(let node): node.directives
    case .enumeration(let node): node.directives
    case .inputObject(let node): node.directives
    }
  }

  public var location: SourceLocation {
    switch self {
    case .scalar(let node): node.location
    case .object(let node): node.location
    case .interface(let node): node.location
    case .union(let node): node.location
    case .enumeration(let node): node.location
    case .inputObject(let node): node.location
    }
  }
}

/// `scalar Name`, or its extension.
public struct ScalarTypeDefinition: Sendable {
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

/// `type Name implements … { }`, or its extension.
public struct ObjectTypeDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var interfaces: [Name]
  public var directives: [Directive]
  public var fields: [FieldDefinition]
  public var location: SourceLocation

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

/// `interface Name implements … { }`, or its extension.
public struct InterfaceTypeDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var interfaces: [Name]
  public var directives: [Directive]
  public var fields: [FieldDefinition]
  public var location: SourceLocation

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

/// `union Name = A | B`, or its extension.
public struct UnionTypeDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var directives: [Directive]
  public var members: [Name]
  public var location: SourceLocation

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

/// `enum Name { }`, or its extension.
public struct EnumTypeDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var directives: [Directive]
  public var values: [EnumValueDefinition]
  public var location: SourceLocation

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

/// `input Name { }`, or its extension.
public struct InputObjectTypeDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var directives: [Directive]
  public var fields: [InputValueDefinition]
  public var location: SourceLocation

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
