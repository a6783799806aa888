/// A recursive-descent parser of GraphQL documents.
///
/// The production that a function parses is above the function.
/// Source: GraphQL specification, September 2025, appendix B "Grammar Summary".
public struct Parser {
  var lexer: Lexer
  /// The current token.
  var token: Token
  private var tokenCount = 0
  private var depth = 0
  private let limits: ParserLimits
  /// Whether errors quote literals, which can be confidential.
  private let showsValues: Bool

  init(_ source: [UInt8], limits: ParserLimits, recordsLocations: Bool = true, showsValues: Bool = true) throws(GraphQLError) {
    lexer = Lexer(source, recordsLocations: recordsLocations)
    token = Token(kind: .endOfFile, value: "", location: .unknown)
    self.limits = limits
    self.showsValues = showsValues
    try advance()
  }

  /// Parses a document with executable definitions, type system definitions, or both.
  ///
  /// - Parameter showsValues: whether errors quote literals, which can be confidential.
  /// - Throws: a syntax error, or an error when the document exceeds a limit.
  public static func parse(
    _ source: String, limits: ParserLimits = ParserLimits(), showsValues: Bool = true
  ) throws(GraphQLError) -> Document {
    var parser = try Parser(Array(source.utf8), limits: limits, showsValues: showsValues)
    return try parser.parseDocument()
  }

  /// Parses a document in UTF-8.
  public static func parse(_ source: [UInt8], limits: ParserLimits = ParserLimits()) throws(GraphQLError) -> Document {
    var parser = try Parser(source, limits: limits)
    return try parser.parseDocument()
  }

  /// Parses built-in definitions. Their nodes have no location.
  package static func parseBuiltIn(_ source: String) throws(GraphQLError) -> Document {
    var parser = try Parser(Array(source.utf8), limits: .schema, recordsLocations: false)
    return try parser.parseDocument()
  }

  /// Parses a single value, for example `{ id: "1" }`; variables are allowed.
  public static func parseValue(_ source: String, limits: ParserLimits = ParserLimits()) throws(GraphQLError) -> Value {
    var parser = try Parser(Array(source.utf8), limits: limits)
    let value = try parser.parseValue(isConstant: false)
    try parser.expect(.endOfFile)
    return value
  }

  /// Parses a single type, for example `[ID!]!`.
  public static func parseType(_ source: String, limits: ParserLimits = ParserLimits()) throws(GraphQLError) -> TypeReference {
    var parser = try Parser(Array(source.utf8), limits: limits)
    let type = try parser.parseTypeReference()
    try parser.expect(.endOfFile)
    return type
  }

  /// Parses selections without braces around them, for example a federation `FieldSet`: `id org { id }`.
  public static func parseFieldSet(_ source: String, limits: ParserLimits = ParserLimits()) throws(GraphQLError) -> SelectionSet {
    var parser = try Parser(Array(source.utf8), limits: limits)
    let location = parser.token.location
    var selections: [Selection] = []
    repeat { selections.append(try parser.parseSelection()) } while parser.token.kind != .endOfFile
    return SelectionSet(selections, location: location)
  }

  // MARK: tokens

  /// Moves to the next token.
  mutating func advance() throws(GraphQLError) {
    token = try lexer.next()
    guard token.kind != .endOfFile else { return }
    tokenCount += 1
    if tokenCount > limits.maximumTokens {
      throw refusal("Document contains more than \(limits.maximumTokens) tokens.", code: "TOO_MANY_TOKENS")
    }
  }

  /// Moves past a token of a kind; fails when the current token is of another kind.
  mutating func expect(_ kind: TokenKind) throws(GraphQLError) {
    guard token.kind == kind else {
      throw .syntax("Expected \(kind.rawValue), found \(describe(token)).", at: token.location)
    }
    if kind != .endOfFile { try advance() }
  }

  /// Moves past a token if it is of a kind. Returns whether it is.
  mutating func expectOptional(_ kind: TokenKind) throws(GraphQLError) -> Bool {
    guard token.kind == kind else { return false }
    if kind != .endOfFile { try advance() }
    return true
  }

  /// Moves past a keyword; fails when the current token is another one.
  mutating func expectKeyword(_ keyword: String) throws(GraphQLError) {
    guard token.kind == .name, token.value == keyword else {
      throw .syntax("Expected \"\(keyword)\", found \(describe(token)).", at: token.location)
    }
    try advance()
  }

  /// Moves past a token if it is a keyword. Returns whether it is.
  mutating func expectOptionalKeyword(_ keyword: String) throws(GraphQLError) -> Bool {
    guard token.kind == .name, token.value == keyword else { return false }
    try advance()
    return true
  }

  /// The error for a token that does not fit any production.
  func unexpected(_ token: Token) -> GraphQLError {
    .syntax("Unexpected \(describe(token)).", at: token.location)
  }

  /// The name of a token in error messages.
  func describe(_ token: Token) -> String {
    switch token.kind {
    case .int, .float, .string, .blockString: showsValues ? token.description : token.kind.rawValue
    default: token.description
    }
  }

  /// The error for a document that exceeds a limit.
  private func refusal(_ detail: String, code: String) -> GraphQLError {
    var error = GraphQLError.syntax("\(detail) Parsing aborted.", at: token.location)
    error.extensions["code"] = code
    return error
  }

  /// Enters a nesting level; fails when there are too many.
  mutating func descend() throws(GraphQLError) {
    depth += 1
    if depth > limits.maximumDepth {
      throw refusal("Document is nested deeper than \(limits.maximumDepth) levels.", code: "TOO_DEEP")
    }
  }

  /// Leaves a nesting level.
  mutating func ascend() {
    depth -= 1
  }

  mutating func parseName() throws(GraphQLError) -> Name {
    let name = Name(token.value, location: token.location)
    try expect(.name)
    return name
  }
}

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

public struct ParserLimits: Sendable {
  /// The maximum number of tokens; comments do not count.
  public var maximumTokens: Int
  /// The maximum nesting of selection sets, lists, objects and list types.
  public var maximumDepth: Int

  /// The defaults are for requests of untrusted clients.
  public init(maximumTokens: Int = 10_000, maximumDepth: Int = 200) {
    self.maximumTokens = maximumTokens
    self.maximumDepth = maximumDepth
  }

  /// Limits for schema files, which the operator provides.
  public static let schema = ParserLimits(maximumTokens: 10_000_000, maximumDepth: 200)
}
