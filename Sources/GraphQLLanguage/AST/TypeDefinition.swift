/// A definition of a named type, or, inside `Definition.typeExtension`, the extension of one.
public enum TypeDefinition: Sendable {
  /// `scalar Name`
  case scalar(ScalarTypeDefinition)
  /// `type Name implements … { }`
  case object(ObjectTypeDefinition)
  /// `interface Name implements … { }`
  case interface(InterfaceTypeDefinition)
  /// `union Name = A | B`
  case union(UnionTypeDefinition)
  /// `enum Name { }`
  case enumeration(EnumTypeDefinition)
  /// `input Name { }`
  case inputObject(InputObjectTypeDefinition)

  /// Its name.
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

  /// Its description; nil when there is none.
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

  /// The directives applied to it.
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

  /// Where it begins.
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
