/// Section 2.2: Document.
extension Parser {
  // Document : Definition+
  mutating func parseDocument() throws(GraphQLError) -> Document {
    var definitions: [Definition] = []
    repeat { definitions.append(try parseDefinition()) } while token.kind != .endOfFile
    return Document(definitions: definitions)
  }

  // Definition : ExecutableDefinition | TypeSystemDefinitionOrExtension
  // ExecutableDefinition : OperationDefinition | FragmentDefinition
  private mutating func parseDefinition() throws(GraphQLError) -> Definition {
    if token.kind == .braceOpen { return .operation(try parseShorthandQuery()) }
    let start = token.location
    let description = try parseDescription()
    guard token.kind == .name else {
      guard description != nil, token.kind == .braceOpen else { throw unexpected(token) }
      throw .syntax("Unexpected description, descriptions are not supported on shorthand queries.", at: start)
    }
    switch token.value {
    case "query", "mutation", "subscription": return .operation(try parseOperationDefinition(description, start))
    case "fragment": return .fragment(try parseFragmentDefinition(description, start))
    case "schema": return .schema(try parseSchemaDefinition(description, start))
    case "directive": return .directive(try parseDirectiveDefinition(description, start))
    case "scalar", "type", "interface", "union", "enum", "input":
      return .type(try parseTypeDefinition(description, start, isExtension: false))
    case "extend" where description == nil: return try parseExtension()
    default:
      if description != nil {
        throw .syntax("Unexpected description, only GraphQL definitions support descriptions.", at: start)
      }
      throw unexpected(token)
    }
  }

  // Description : StringValue
  mutating func parseDescription() throws(GraphQLError) -> Description? {
    guard token.kind == .string || token.kind == .blockString else { return nil }
    let description = Description(token.value, isBlock: token.kind == .blockString, location: token.location)
    try advance()
    return description
  }

  // TypeSystemExtension : SchemaExtension | TypeExtension
  private mutating func parseExtension() throws(GraphQLError) -> Definition {
    let start = token.location
    try expectKeyword("extend")
    guard token.kind == .name else { throw unexpected(token) }
    switch token.value {
    case "schema": return .schemaExtension(try parseSchemaExtension(start))
    case "scalar", "type", "interface", "union", "enum", "input":
      return .typeExtension(try parseTypeDefinition(nil, start, isExtension: true))
    default: throw unexpected(token)
    }
  }
}
