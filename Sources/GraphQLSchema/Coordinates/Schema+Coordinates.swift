import GraphQLLanguage

/// The element of a schema that a coordinate names.
public enum SchemaElement: Sendable {
  case type(NamedType)
  case field(NamedType, FieldDefinition)
  case inputField(InputObjectType, InputValueDefinition)
  case enumValue(EnumType, EnumValueDefinition)
  case argument(NamedType, FieldDefinition, InputValueDefinition)
  case directive(DirectiveDefinition)
  case directiveArgument(DirectiveDefinition, InputValueDefinition)
}

/// A coordinate cannot be resolved, because the schema has no element that could contain the one it names.
public struct CoordinateError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
}

extension Schema {
  /// Section 3.14: the element that a coordinate names; nil when there is none. Introspection types and meta-fields are not elements.
  ///
  /// - Throws: when the type, field or directive that should contain the element does not exist or cannot contain it.
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
