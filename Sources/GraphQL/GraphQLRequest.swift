import GraphQLExecution
import GraphQLLanguage
import JSON

/// A GraphQL request, whatever its transport. Source: GraphQL over HTTP, "Request Parameters".
public struct GraphQLRequest: Sendable {
  /// The document. Empty if the request has none, since an extension can stand for it (a persisted operation).
  public var query: String { didSet { forget() } }
  /// The identifier of a persisted document, if the request has no document: `documentId`, or `doc_id` or `id` of older clients.
  public var documentID: String?
  /// The operation to execute. Nil if the document has only one; an empty name counts as none.
  public var operationName: String? { didSet { forget() } }
  /// The variables' values before coercion.
  public var variables: JSONObject { didSet { forget() } }
  /// Further parameters, for example a persisted operation's hash.
  public var extensions: JSONObject { didSet { forget() } }
  /// The body that the request was read from, for the engine's cache. Nil if something was changed since.
  var source: [UInt8]?
  /// What an engine has made of the request.
  var prepared: PreparedRequest?
  /// The errors of the measured limits that the request exceeds.
  public internal(set) var exceeded: [GraphQLError] = []

  public init(query: String, operationName: String? = nil, variables: JSONObject = [:], extensions: JSONObject = [:]) {
    self.query = query
    self.operationName = operationName.flatMap { $0.isEmpty ? nil : $0 }
    self.variables = variables
    self.extensions = extensions
  }

  private mutating func forget() {
    source = nil
    prepared = nil
  }

  /// Reads a request body.
  ///
  /// - Parameter limits: what the variables and the extensions may hold.
  public init(json bytes: [UInt8], limits: OperationLimits = OperationLimits()) throws(GraphQLRequestError) {
    try self.init(try Self.body(bytes), limits: limits)
  }

  /// Parses a request body: an object, or an array of objects for a batch.
  public static func body(_ bytes: [UInt8]) throws(GraphQLRequestError) -> JSONView {
    guard !bytes.isEmpty else {
      throw GraphQLRequestError(.invalidJSON, "The request has no body. Send a JSON object with a member \"query\".")
    }
    return try parse(bytes, part: "The request body")
  }

  /// Reads the JSON value of a request body.
  public init(_ body: JSONView, limits: OperationLimits = OperationLimits()) throws(GraphQLRequestError) {
    guard body.kind != .array else {
      throw GraphQLRequestError(.batchingNotSupported, "Batches of operations are not supported. Send one JSON object.")
    }
    guard body.kind == .object else {
      throw GraphQLRequestError(.invalidParameter, "The request body must be a JSON object, but it is \(body.kind.noun).")
    }
    var exceeded: [GraphQLError] = []
    self.init(
      query: try Self.text(body, "query") ?? "", operationName: try Self.text(body, "operationName"),
      variables: try Self.object(body["variables"], "variables", limits, &exceeded),
      extensions: try Self.object(body["extensions"], "extensions", limits, &exceeded))
    self.exceeded = exceeded
    guard query.isEmpty else { return }
    for name in Self.documentIDNames where documentID == nil { documentID = try Self.text(body, name) }
  }

  /// GraphQL over HTTP, appendix A; Relay.
  public static let documentIDNames = ["documentId", "doc_id", "id"]

  /// Reads the parameters of a URL. `variables` and `extensions` are the texts of JSON objects.
  public init(
    query: String, operationName: String?, variables: String?, extensions: String?, limits: OperationLimits = OperationLimits()
  ) throws(GraphQLRequestError) {
    var exceeded: [GraphQLError] = []
    self.init(
      query: query, operationName: operationName, variables: try Self.object(parsing: variables, "variables", limits, &exceeded),
      extensions: try Self.object(parsing: extensions, "extensions", limits, &exceeded))
    self.exceeded = exceeded
  }

  private static func text(_ body: JSONView, _ name: String) throws(GraphQLRequestError) -> String? {
    guard let member = body[name], !member.isNull else { return nil }
    guard let text = member.string else { throw GraphQLRequestError(name, mustBe: "a string", not: member.kind) }
    return text
  }

  private static func object(
    _ member: JSONView?, _ name: String, _ limits: OperationLimits, _ exceeded: inout [GraphQLError]
  ) throws(GraphQLRequestError) -> JSONObject {
    guard let member, !member.isNull else { return JSONObject() }
    // The size is checked before anything is made of the values.
    try check(member, name, limits, &exceeded)
    guard case .object(let object) = JSONValue(member) else {
      throw GraphQLRequestError(name, mustBe: "an object", not: member.kind)
    }
    return object
  }

  private static func check(
    _ member: JSONView, _ name: String, _ limits: OperationLimits, _ exceeded: inout [GraphQLError]
  ) throws(GraphQLRequestError) {
    guard member.valuesAtMost > min(limits.maximumVariableValues, limits.maximumListValues) else { return }
    let size = member.size
    func hold(_ count: Int, to limit: Int, _ code: GraphQLRequestError.Code, _ what: String) throws(GraphQLRequestError) {
      guard count > limit else { return }
      let error = GraphQLRequestError(code, "The parameter \"\(name)\" has \(what); at most \(limit) are allowed.")
      guard limits.measured.contains(code.rawValue) else { throw error }
      exceeded.append(GraphQLError(error.message, extensions: ["code": code.rawValue]))
    }
    try hold(size.values, to: limits.maximumVariableValues, .variablesTooLarge, "\(size.values) values")
    try hold(size.longestArray, to: limits.maximumListValues, .listTooLong, "a list of \(size.longestArray) values")
  }

  private static func object(
    parsing text: String?, _ name: String, _ limits: OperationLimits, _ exceeded: inout [GraphQLError]
  ) throws(GraphQLRequestError) -> JSONObject {
    guard let text, !text.isEmpty else { return JSONObject() }
    return try object(try parse(Array(text.utf8), part: "The parameter \"\(name)\""), name, limits, &exceeded)
  }

  /// Parses JSON. Errors tell the byte offset from 0, and line and column from 1.
  private static func parse(_ bytes: [UInt8], part: String) throws(GraphQLRequestError) -> JSONView {
    do {
      return try JSONDocument(parsing: bytes).root
    } catch {
      guard String(validating: bytes, as: UTF8.self) != nil else {
        throw GraphQLRequestError(.invalidUTF8, "\(part) is not valid UTF-8.")
      }
      let before = bytes.prefix(max(0, error.offset))
      let line = before.count { $0 == UInt8(ascii: "\n") } + 1
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let column = before.count - lineStart + 1
      throw GraphQLRequestError(
        .invalidJSON, "\(part) is not valid JSON: \(error.message), at byte \(error.offset) (line \(line), column \(column)).")
    }
  }
}

/// Why something is not a GraphQL request. The message is safe to show.
public struct GraphQLRequestError: Error, Sendable, CustomStringConvertible {
  /// The value of `extensions.code`.
  public enum Code: String, Sendable {
    case invalidJSON = "INVALID_JSON"
    case invalidUTF8 = "INVALID_UTF8"
    case invalidParameter = "INVALID_PARAMETER"
    case missingQuery = "MISSING_QUERY"
    case batchingNotSupported = "BATCHING_NOT_SUPPORTED"
    case variablesTooLarge = "VARIABLES_TOO_LARGE"
    case listTooLong = "LIST_TOO_LONG"
  }

  public let code: Code
  public let message: String

  public var description: String { message }

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  fileprivate init(_ parameter: String, mustBe wanted: String, not kind: JSONView.Kind) {
    self.init(.invalidParameter, "The parameter \"\(parameter)\" must be \(wanted), but it is \(kind.noun).")
  }
}

extension JSONView.Kind {
  /// The kind with its article, for messages.
  fileprivate var noun: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
