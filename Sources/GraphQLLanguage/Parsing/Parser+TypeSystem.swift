/// Sections 3.3 to 3.13: schema, type and directive definitions, and extensions.
extension Parser {
  // TypeDefinition : ScalarTypeDefinition | ObjectTypeDefinition | InterfaceTypeDefinition | UnionTypeDefinition
  //   | EnumTypeDefinition | InputObjectTypeDefinition
  // TypeExtension : `extend` and the same without a description, and with at least one part after the name
  mutating func parseTypeDefinition(
    _ description: Description?, _ start: SourceLocation, isExtension: Bool
  ) throws(GraphQLError) -> TypeDefinition {
    let keyword = token.value
    try advance()
    let name = try parseName()
    let type: TypeDefinition
    let isEmpty: Bool
    switch keyword {
    case "type", "interface": (type, isEmpty) = try parseFieldsType(keyword, description, name, start)
    case "union": (type, isEmpty) = try parseUnionType(description, name, start)
    case "enum": (type, isEmpty) = try parseEnumType(description, name, start)
    case "input": (type, isEmpty) = try parseInputObjectType(description, name, start)
    default:
      // ScalarTypeDefinition : Description? scalar Name Directives[Const]?
      let node = ScalarTypeDefinition(
        description: description, name: name, directives: try parseDirectives(isConstant: true), location: start)
      (type, isEmpty) = (.scalar(node), node.directives.isEmpty)
    }
    if isExtension, isEmpty { throw unexpected(token) }
    return type
  }

  // ObjectTypeDefinition : Description? type Name ImplementsInterfaces? Directives[Const]? FieldsDefinition?
  // InterfaceTypeDefinition : Description? interface Name ImplementsInterfaces? Directives[Const]? FieldsDefinition?
  private mutating func parseFieldsType(
    _ keyword: String, _ description: Description?, _ name: Name, _ start: SourceLocation
  ) throws(GraphQLError) -> (TypeDefinition, Bool) {
    let interfaces = try parseImplementsInterfaces()
    let directives = try parseDirectives(isConstant: true)
    let fields = try parseFieldDefinitions()
    let isEmpty = interfaces.isEmpty && directives.isEmpty && fields.isEmpty
    if keyword == "type" {
      let node = ObjectTypeDefinition(
        description: description, name: name, interfaces: interfaces, directives: directives, fields: fields, location: start)
      return (.object(node), isEmpty)
    }
    let node = InterfaceTypeDefinition(
      description: description, name: name, interfaces: interfaces, directives: directives, fields: fields, location: start)
    return (.interface(node), isEmpty)
  }

  // ImplementsInterfaces : ImplementsInterfaces & NamedType | implements &? NamedType
  private mutating func parseImplementsInterfaces() throws(GraphQLError) -> [Name] {
    guard try expectOptionalKeyword("implements") else { return [] }
    _ = try expectOptional(.ampersand)
    var interfaces: [Name] = []
    repeat { interfaces.append(try parseName()) } while try expectOptional(.ampersand)
    return interfaces
  }

  // FieldsDefinition : { FieldDefinition+ }
  // FieldDefinition : Description? Name ArgumentsDefinition? : Type Directives[Const]?
  private mutating func parseFieldDefinitions() throws(GraphQLError) -> [FieldDefinition] {
    guard try expectOptional(.braceOpen) else { return [] }
    var fields: [FieldDefinition] = []
    repeat {
      let start = token.location
      let description = try parseDescription()
      let name = try parseName()
      let arguments = try parseArgumentDefinitions()
      try expect(.colon)
      fields.append(
        FieldDefinition(
          description: description, name: name, arguments: arguments, type: try parseTypeReference(),
          directives: try parseDirectives(isConstant: true), location: start))
    } while try !expectOptional(.braceClose)
    return fields
  }

  // ArgumentsDefinition : ( InputValueDefinition+ )
  mutating func parseArgumentDefinitions() throws(GraphQLError) -> [InputValueDefinition] {
    guard try expectOptional(.parenthesisOpen) else { return [] }
    var arguments: [InputValueDefinition] = []
    repeat { arguments.append(try parseInputValueDefinition()) } while try !expectOptional(.parenthesisClose)
    return arguments
  }

  // InputValueDefinition : Description? Name : Type DefaultValue? Directives[Const]?
  private mutating func parseInputValueDefinition() throws(GraphQLError) -> InputValueDefinition {
    let start = token.location
    let description = try parseDescription()
    let name = try parseName()
    try expect(.colon)
    return InputValueDefinition(
      description: description, name: name, type: try parseTypeReference(), defaultValue: try parseDefaultValue(),
      directives: try parseDirectives(isConstant: true), location: start)
  }

  // UnionTypeDefinition : Description? union Name Directives[Const]? UnionMemberTypes?
  // UnionMemberTypes : UnionMemberTypes | NamedType | = `|`? NamedType
  private mutating func parseUnionType(
    _ description: Description?, _ name: Name, _ start: SourceLocation
  ) throws(GraphQLError) -> (TypeDefinition, Bool) {
    let directives = try parseDirectives(isConstant: true)
    var members: [Name] = []
    if try expectOptional(.equals) {
      _ = try expectOptional(.pipe)
      repeat { members.append(try parseName()) } while try expectOptional(.pipe)
    }
    let node = UnionTypeDefinition(description: description, name: name, directives: directives, members: members, location: start)
    return (.union(node), directives.isEmpty && members.isEmpty)
  }

  // EnumTypeDefinition : Description? enum Name Directives[Const]? EnumValuesDefinition?
  // EnumValuesDefinition : { EnumValueDefinition+ }
  // EnumValueDefinition : Description? EnumValue Directives[Const]?
  private mutating func parseEnumType(
    _ description: Description?, _ name: Name, _ start: SourceLocation
  ) throws(GraphQLError) -> (TypeDefinition, Bool) {
    let directives = try parseDirectives(isConstant: true)
    var values: [EnumValueDefinition] = []
    if try expectOptional(.braceOpen) {
      repeat {
        let start = token.location
        let description = try parseDescription()
        let name = try parseEnumValueName()
        values.append(
          EnumValueDefinition(description: description, name: name, directives: try parseDirectives(isConstant: true), location: start))
      } while try !expectOptional(.braceClose)
    }
    let node = EnumTypeDefinition(description: description, name: name, directives: directives, values: values, location: start)
    return (.enumeration(node), directives.isEmpty && values.isEmpty)
  }

  // EnumValue : Name but not true or false or null
  private mutating func parseEnumValueName() throws(GraphQLError) -> Name {
    if token.kind == .name, ["true", "false", "null"].contains(token.value) {
      throw .syntax("\(describe(token)) is reserved and cannot be used for an enum value.", at: token.location)
    }
    return try parseName()
  }

  // InputObjectTypeDefinition : Description? input Name Directives[Const]? InputFieldsDefinition?
  // InputFieldsDefinition : { InputValueDefinition+ }
  private mutating func parseInputObjectType(
    _ description: Description?, _ name: Name, _ start: SourceLocation
  ) throws(GraphQLError) -> (TypeDefinition, Bool) {
    let directives = try parseDirectives(isConstant: true)
    var fields: [InputValueDefinition] = []
    if try expectOptional(.braceOpen) {
      repeat { fields.append(try parseInputValueDefinition()) } while try !expectOptional(.braceClose)
    }
    let node = InputObjectTypeDefinition(description: description, name: name, directives: directives, fields: fields, location: start)
    return (.inputObject(node), directives.isEmpty && fields.isEmpty)
  }

  // SchemaDefinition : Description? schema Directives[Const]? { RootOperationTypeDefinition+ }
  mutating func parseSchemaDefinition(_ description: Description?, _ start: SourceLocation) throws(GraphQLError) -> SchemaDefinition {
    try expectKeyword("schema")
    let directives = try parseDirectives(isConstant: true)
    guard token.kind == .braceOpen else {
      throw .syntax("Expected \(TokenKind.braceOpen.rawValue), found \(describe(token)).", at: token.location)
    }
    return SchemaDefinition(
      description: description, directives: directives, operationTypes: try parseOperationTypeDefinitions(), location: start)
  }

  // SchemaExtension : extend schema Directives[Const]? { RootOperationTypeDefinition+ } | extend schema Directives[Const]
  mutating func parseSchemaExtension(_ start: SourceLocation) throws(GraphQLError) -> SchemaDefinition {
    try expectKeyword("schema")
    let directives = try parseDirectives(isConstant: true)
    let operationTypes = try parseOperationTypeDefinitions()
    if directives.isEmpty, operationTypes.isEmpty { throw unexpected(token) }
    return SchemaDefinition(directives: directives, operationTypes: operationTypes, location: start)
  }

  // RootOperationTypeDefinition : OperationType : NamedType
  private mutating func parseOperationTypeDefinitions() throws(GraphQLError) -> [OperationTypeDefinition] {
    guard try expectOptional(.braceOpen) else { return [] }
    var definitions: [OperationTypeDefinition] = []
    repeat {
      let start = token
      try expect(.name)
      guard let operation = OperationType(rawValue: start.value) else { throw unexpected(start) }
      try expect(.colon)
      definitions.append(OperationTypeDefinition(operation: operation, type: try parseName(), location: start.location))
    } while try !expectOptional(.braceClose)
    return definitions
  }

  // DirectiveDefinition : Description? directive @ Name ArgumentsDefinition? repeatable? on DirectiveLocations
  mutating func parseDirectiveDefinition(_ description: Description?, _ start: SourceLocation) throws(GraphQLError) -> DirectiveDefinition {
    try expectKeyword("directive")
    try expect(.at)
    let name = try parseName()
    let arguments = try parseArgumentDefinitions()
    let isRepeatable = try expectOptionalKeyword("repeatable")
    try expectKeyword("on")
    return DirectiveDefinition(
      description: description, name: name, arguments: arguments, isRepeatable: isRepeatable, locations: try parseDirectiveLocations(),
      location: start)
  }

  // DirectiveLocations : DirectiveLocations | DirectiveLocation | `|`? DirectiveLocation
  private mutating func parseDirectiveLocations() throws(GraphQLError) -> [Name] {
    _ = try expectOptional(.pipe)
    var locations: [Name] = []
    repeat {
      let start = token
      let name = try parseName()
      guard DirectiveLocation(rawValue: name.value) != nil else { throw unexpected(start) }
      locations.append(name)
    } while try expectOptional(.pipe)
    return locations
  }
}
