import GraphQLLanguage

/// A named type of a schema. Refers to other types by name.
public enum NamedType: Sendable {
  case scalar(ScalarType)
  case object(ObjectType)
  case interface(InterfaceType)
  case union(UnionType)
  case enumeration(EnumType)
  case inputObject(InputObjectType)

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

  /// With all extensions merged in.
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

  /// The field of an object or interface type, without meta-fields; nil for other types.
  public func field(_ name: String) -> FieldDefinition? {
    switch self {
    case .object(let type): type.field(name)
    case .interface(let type): type.field(name)
    default: nil
    }
  }

  /// The fields of an object or interface type; empty for other types.
  public var fields: [FieldDefinition] {
    switch self {
    case .object(let type): type.fields
    case .interface(let type): type.fields
    default: []
    }
  }

  /// The names of the interfaces that an object or interface type implements; empty for other types.
  public var interfaces: [String] {
    switch self {
    case .object(let type): type.interfaces
    case .interface(let type): type.interfaces
    default: []
    }
  }

  /// Section 3.4.2, IsInputType()
  public var isInput: Bool {
    switch self {
    case .scalar, .enumeration, .inputObject: true
    case .object, .interface, .union: false
    }
  }

  /// Section 3.4.2, IsOutputType()
  public var isOutput: Bool {
    if case .inputObject = self { false } else { true }
  }

  /// A scalar or an enum.
  public var isLeaf: Bool {
    switch self {
    case .scalar, .enumeration: true
    case .object, .interface, .union, .inputObject: false
    }
  }

  /// An object, an interface or a union.
  public var isComposite: Bool {
    switch self {
    case .object, .interface, .union: true
    case .scalar, .enumeration, .inputObject: false
    }
  }

  /// An interface or a union.
  public var isAbstract: Bool {
    switch self {
    case .interface, .union: true
    case .scalar, .object, .enumeration, .inputObject: false
    }
  }
}

public final class ScalarType: Sendable {
  public let name: String
  /// With all extensions merged in.
  public let definition: ScalarTypeDefinition
  public let extensionLocations: [SourceLocation]

  init(_ definition: ScalarTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
  }

  public var directives: [Directive] { definition.directives }

  /// The argument of `@specifiedBy`.
  public var specifiedByURL: String? {
    definition.directives.last { $0.name.value == "specifiedBy" }?.value(of: "url")?.stringValue
  }
}

public final class ObjectType: Sendable {
  public let name: String
  /// With all extensions merged in.
  public let definition: ObjectTypeDefinition
  public let extensionLocations: [SourceLocation]
  private let fieldIndex: [String: Int]

  init(_ definition: ObjectTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    fieldIndex = Dictionary(definition.fields.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public var fields: [FieldDefinition] { definition.fields }

  /// Without meta-fields; see `Schema.field(_:of:)`.
  public func field(_ name: String) -> FieldDefinition? {
    fieldIndex[name].map { definition.fields[$0] }
  }

  public var interfaces: [String] { definition.interfaces.map(\.value) }

  public var directives: [Directive] { definition.directives }
}

public final class InterfaceType: Sendable {
  public let name: String
  /// With all extensions merged in.
  public let definition: InterfaceTypeDefinition
  public let extensionLocations: [SourceLocation]
  private let fieldIndex: [String: Int]

  init(_ definition: InterfaceTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    fieldIndex = Dictionary(definition.fields.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public var fields: [FieldDefinition] { definition.fields }

  /// Without meta-fields; see `Schema.field(_:of:)`.
  public func field(_ name: String) -> FieldDefinition? {
    fieldIndex[name].map { definition.fields[$0] }
  }

  public var interfaces: [String] { definition.interfaces.map(\.value) }

  public var directives: [Directive] { definition.directives }
}

public final class UnionType: Sendable {
  public let name: String
  /// With all extensions merged in.
  public let definition: UnionTypeDefinition
  public let extensionLocations: [SourceLocation]

  init(_ definition: UnionTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
  }

  public var members: [String] { definition.members.map(\.value) }

  public var directives: [Directive] { definition.directives }
}

public final class EnumType: Sendable {
  public let name: String
  /// With all extensions merged in.
  public let definition: EnumTypeDefinition
  public let extensionLocations: [SourceLocation]
  private let valueIndex: [String: Int]

  init(_ definition: EnumTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    valueIndex = Dictionary(definition.values.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public var values: [EnumValueDefinition] { definition.values }

  public func value(_ name: String) -> EnumValueDefinition? {
    valueIndex[name].map { definition.values[$0] }
  }

  public var directives: [Directive] { definition.directives }
}

public final class InputObjectType: Sendable {
  public let name: String
  /// With all extensions merged in.
  public let definition: InputObjectTypeDefinition
  public let extensionLocations: [SourceLocation]
  private let fieldIndex: [String: Int]
  /// Whether exactly one field must be provided, because of `@oneOf`.
  public let isOneOf: Bool

  init(_ definition: InputObjectTypeDefinition, extensionLocations: [SourceLocation] = []) {
    name = definition.name.value
    self.definition = definition
    self.extensionLocations = extensionLocations
    fieldIndex = Dictionary(definition.fields.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    isOneOf = definition.directives.contains { $0.name.value == "oneOf" }
  }

  public var fields: [InputValueDefinition] { definition.fields }

  public func field(_ name: String) -> InputValueDefinition? {
    fieldIndex[name].map { definition.fields[$0] }
  }

  public var directives: [Directive] { definition.directives }
}
