/// A recursive-descent parser of GraphQL documents.
///
/// Every function that parses a production has that production above it.
/// Source: GraphQL specification, September 2025, appendix B "Grammar Summary".
public struct Parser {
  var lexer: Lexer
  /// The token that is looked at.
  var token: Token
  private var tokenCount = 0
  private var depth = 0
  private let limits: ParserLimits

  init(_ source: [UInt8], limits: ParserLimits, recordsPlaces: Bool = true) throws(GraphQLError) {
    lexer = Lexer(source, recordsPlaces: recordsPlaces)
    token = Token(kind: .endOfFile, value: "", location: .unknown)
    self.limits = limits
    try advance()
  }

  /// Parses a document, executable or type system or both.
  ///
  /// - Throws: a syntax error with its place, or the error of a passed limit.
  public static func parse(_ source: String, limits: ParserLimits = ParserLimits()) throws(GraphQLError) -> Document {
    try parse(Array(source.utf8), limits: limits)
  }

  /// Parses a document given as UTF-8.
  public static func parse(_ source: [UInt8], limits: ParserLimits = ParserLimits()) throws(GraphQLError) -> Document {
    var parser = try Parser(source, limits: limits)
    return try parser.parseDocument()
  }

  /// Parses definitions that no user wrote: their nodes are at no place.
  package static func parseBuiltIn(_ source: String) throws(GraphQLError) -> Document {
    var parser = try Parser(Array(source.utf8), limits: .schema, recordsPlaces: false)
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

  /// Parses selections without braces around them, for example the `id org { id }` of a federation `FieldSet`.
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
      throw .syntax("Document contains more than \(limits.maximumTokens) tokens. Parsing aborted.", at: token.location)
    }
  }

  /// Moves past a token of a kind, or fails.
  mutating func expect(_ kind: TokenKind) throws(GraphQLError) {
    guard token.kind == kind else {
      throw .syntax("Expected \(kind.rawValue), found \(token.description).", at: token.location)
    }
    if kind != .endOfFile { try advance() }
  }

  /// Moves past a token of a kind when it is there.
  mutating func take(_ kind: TokenKind) throws(GraphQLError) -> Bool {
    guard token.kind == kind else { return false }
    if kind != .endOfFile { try advance() }
    return true
  }

  /// Moves past a keyword, or fails.
  mutating func expectKeyword(_ keyword: String) throws(GraphQLError) {
    guard token.kind == .name, token.value == keyword else {
      throw .syntax("Expected \"\(keyword)\", found \(token.description).", at: token.location)
    }
    try advance()
  }

  /// Moves past a keyword when it is there.
  mutating func takeKeyword(_ keyword: String) throws(GraphQLError) -> Bool {
    guard token.kind == .name, token.value == keyword else { return false }
    try advance()
    return true
  }

  /// The error for a token that no production takes.
  func unexpected(_ token: Token) -> GraphQLError {
    .syntax("Unexpected \(token.description).", at: token.location)
  }

  /// Goes one level deeper, or fails at the limit.
  mutating func descend() throws(GraphQLError) {
    depth += 1
    if depth > limits.maximumDepth {
      throw .syntax("Document is nested deeper than \(limits.maximumDepth) levels. Parsing aborted.", at: token.location)
    }
  }

  /// Comes back from a level.
  mutating func ascend() {
    depth -= 1
  }

  /// Name, as a node.
  mutating func parseName() throws(GraphQLError) -> Name {
    let name = Name(token.value, location: token.location)
    try expect(.name)
    return name
  }
}
