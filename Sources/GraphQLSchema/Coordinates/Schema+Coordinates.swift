import GraphQLLanguage

/// What a coordinate names in a schema.
public enum SchemaElement: Sendable {
  /// A type.
  case type(NamedType)
  /// A field of an object or interface type.
  case field(NamedType, FieldDefinition)
  /// A field of an input object type.
  case inputField(InputObjectType, InputValueDefinition)
  /// A value of an enum type.
  case enumValue(EnumType, EnumValueDefinition)
  /// An argument of a field.
  case argument(NamedType, FieldDefinition, InputValueDefinition)
  /// A directive.
  case directive(DirectiveDefinition)
  /// An argument of a directive.
  case directiveArgument(DirectiveDefinition, InputValueDefinition)
}

/// Why a coordinate leads nowhere: what should hold the element is not there.
public struct CoordinateError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected.
  public let description: String
}

extension Schema {
  /// The element that a coordinate names; nil when it is not there. Section 3.14; introspection types and meta-fields are no elements.
  ///
  /// - Throws: when already the type, field or directive that should hold it is not there, or cannot hold it.
  public func element(at coordinate: SchemaCoordinate) throws(CoordinateError) -> SchemaElement? {
    switch coordinate {
    case .type(let name): return element(name).map { .type($0) }
    case .member(let type, let name): return try member(name, of: type)
    case .argument(let type, let field, let name):
      guard case .field(let type, let field)? = try member(field, of: type) else {
        throw CoordinateError(description: "Expected \"\(field)\" to exist as a field of type \"\(type)\" in the schema.")
      }
      return field.argument(name).map { .argument(type, field, $0) }
    case .directive(let name): return directive(name).map { .directive($0) }
    case .directiveArgument(let directiveName, let name):
      guard let directive = directive(directiveName) else {
        throw CoordinateError(description: "Expected \"\(directiveName)\" to be defined as a directive in the schema.")
      }
      return directive.argument(name).map { .directiveArgument(directive, $0) }
    }
  }

  private func element(_ name: String) -> NamedType? { isIntrospectionType(name) ? nil : type(name) }

  private func member(_ name: String, of typeName: String) throws(CoordinateError) -> SchemaElement? {
    guard let type = element(typeName) else {
      throw CoordinateError(description: "Expected \"\(typeName)\" to be defined as a type in the schema.")
    }
    switch type {
    case .enumeration(let type): return type.value(name).map { .enumValue(type, $0) }
    case .inputObject(let type): return type.field(name).map { .inputField(type, $0) }
    case .object, .interface: return type.field(name).map { .field(type, $0) }
    case .scalar, .union:
      throw CoordinateError(description: "Expected \"\(typeName)\" to be an Enum, Input Object, Object or Interface type.")
    }
  }
}
