import GraphQLLanguage

/// A named type of a schema.
///
/// A type's own definition, its extensions merged in, is what the schema document said; other types are referred to by name.
public enum NamedType: Sendable {
  /// A scalar type.
  case scalar(ScalarType)
  /// An object type.
  case object(ObjectType)
  /// An interface type.
  case interface(InterfaceType)
  /// A union type.
  case union(UnionType)
  /// An enum type.
  case enumeration(EnumType)
  /// An input object type.
  case inputObject(InputObjectType)

  /// Its name.
  public var name: String {
    switch self {
    case .scalar(let type): type.name
    case .object(let type): type.name
    case .interface(let type): type.name
    case .union(let type): type.name
    case .enumeration(let type): type.name
    case .inputObject(let type): type.name
    }
  }

  /// Its definition with all extensions merged in.
  public var definition: TypeDefinition {
    switch self {
    case .scalar(let type): .scalar(type.definition)
    case .object(let type): .object(type.definition)
    case .interface(let type): .interface(type.definition)
    case .union(let type): .union(type.definition)
    case .enumeration(let type): .enumeration(type.definition)
    case .inputObject(let type): .inputObject(type.definition)
    }
  }

  /// The field of an object or interface type; nil when there is none, and for other types.
  public func field(_ name: String) -> FieldDefinition? {
    switch self {
    case .object(let type): type.field(name)
    case .interface(let type): type.field(name)
    default: nil
    }
  }

  /// The fields of an object or interface type; none for other types.
  public var fields: [FieldDefinition] {
    switch self {
    case .object(let type): type.fields
    case .interface(let type): type.fields
    default: []
    }
  }

  /// The names of the interfaces that an object or interface type implements.
  public var interfaces: [String] {
    switch self {
    case .object(let type): type.interfaces
    case .interface(let type): type.interfaces
    default: []
    }
  }

  /// Whether arguments and variables may have the type.
  public var isInput: Bool {
    switch self {
    case .scalar, .enumeration, .inputObject: true
    case .object, .interface, .union: false
    }
  }

  /// Whether fields may have the type.
  public var isOutput: Bool {
    if case .inputObject = self { false } else { true }
  }

  /// Whether the type's values have no selections: a scalar or an enum.
  public var isLeaf: Bool {
    switch self {
    case .scalar, .enumeration: true
    case .object, .interface, .union, .inputObject: false
    }
  }

  /// Whether the type's values need selections: an object, an interface or a union.
  public var isComposite: Bool {
    switch self {
    case .object, .interface, .union: true
    case .scalar, .enumeration, .inputObject: false
    }
  }

  /// Whether a value's own type is one of several: an interface or a union.
  public var isAbstract: Bool {
    switch self {
    case .interface, .union: true
    case .scalar, .object, .enumeration, .inputObject: false
    }
  }
}
