/// Sections 3.3 and 3.13: the schema and directive definitions.
extension Parser {
  // SchemaDefinition : Description? schema Directives[Const]? { RootOperationTypeDefinition+ }
  mutating func parseSchemaDefinition(_ description: Description?, _ start: SourceLocation) throws(GraphQLError) -> SchemaDefinition {
    try expectKeyword("schema")
    let directives = try parseDirectives(isConstant: true)
    guard token.kind == .braceOpen else {
      throw .syntax("Expected \(TokenKind.braceOpen.rawValue), found \(token.description).", at: token.location)
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
    guard try take(.braceOpen) else { return [] }
    var definitions: [OperationTypeDefinition] = []
    repeat {
      let start = token
      try expect(.name)
      guard let operation = OperationType(rawValue: start.value) else { throw unexpected(start) }
      try expect(.colon)
      definitions.append(OperationTypeDefinition(operation: operation, type: try parseName(), location: start.location))
    } while try !take(.braceClose)
    return definitions
  }

  // DirectiveDefinition : Description? directive @ Name ArgumentsDefinition? repeatable? on DirectiveLocations
  mutating func parseDirectiveDefinition(_ description: Description?, _ start: SourceLocation) throws(GraphQLError) -> DirectiveDefinition {
    try expectKeyword("directive")
    try expect(.at)
    let name = try parseName()
    let arguments = try parseArgumentDefinitions()
    let isRepeatable = try takeKeyword("repeatable")
    try expectKeyword("on")
    return DirectiveDefinition(
      description: description, name: name, arguments: arguments, isRepeatable: isRepeatable, locations: try parseDirectiveLocations(),
      location: start)
  }

  // DirectiveLocations : DirectiveLocations | DirectiveLocation | `|`? DirectiveLocation
  private mutating func parseDirectiveLocations() throws(GraphQLError) -> [Name] {
    _ = try take(.pipe)
    var locations: [Name] = []
    repeat {
      let start = token
      let name = try parseName()
      guard DirectiveLocation(rawValue: name.value) != nil else { throw unexpected(start) }
      locations.append(name)
    } while try take(.pipe)
    return locations
  }
}
