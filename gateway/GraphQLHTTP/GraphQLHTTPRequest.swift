import HTTPCore
import JSON

/// The parameters of a GraphQL request, however they came over HTTP.
///
/// Source: GraphQL over HTTP, "Request Parameters", "GET", "POST".
struct GraphQLHTTPRequest: Sendable {
  /// The source text of the document.
  let query: String
  /// The operation to execute; nil when the client named none. Naming the empty one is naming none.
  let operationName: String?
  /// The variables, an object; nil when there are none.
  let variables: JSONView?
  /// What the client wants to be told beside its data.
  var extensions: RequestedExtensions = []

  /// Reads a request with a body.
  init(post request: HTTPRequest) throws(GatewayError) {
    try Self.requireJSON(request.headers["content-type"])
    guard !request.body.isEmpty else {
      throw GatewayError(.badRequest, .invalidJSON, "The request has no body. Send a JSON object with a member \"query\".")
    }
    let root = try Self.parse(request.body, part: "The request body")
    guard root.kind != .array else {
      throw GatewayError(.badRequest, .batchingNotSupported, "Batches of operations are not supported. Send one JSON object.")
    }
    guard root.kind == .object else {
      throw GatewayError.parameter("The request body must be a JSON object, but it is \(root.kind.words).")
    }
    query = try Self.query(root["query"])
    operationName = try Self.operationName(root["operationName"])
    variables = try Self.object(root["variables"], named: "variables")
    _ = try Self.object(root["extensions"], named: "extensions")
  }

  /// Reads a request from the query of its target.
  init(get request: HTTPRequest) throws(GatewayError) {
    let parameters: QueryParameters
    do {
      parameters = try QueryParameters(request.query)
    } catch {
      throw GatewayError.parameter("The query of the request target is not percent-encoded UTF-8.")
    }
    for name in ["query", "operationName", "variables", "extensions"] where parameters.all(name).count > 1 {
      throw GatewayError.parameter("The parameter \"\(name)\" is given more than once.")
    }
    guard let source = parameters.first("query"), !source.isEmpty else { throw Self.missingQuery }
    query = source
    operationName = parameters.first("operationName").flatMap { $0.isEmpty ? nil : $0 }
    variables = try Self.object(try Self.json(parameters, "variables"), named: "variables")
    _ = try Self.object(try Self.json(parameters, "extensions"), named: "extensions")
  }

  private static let missingQuery = GatewayError(.badRequest, .missingQuery, "The parameter \"query\" is missing.")

  private static func query(_ value: JSONView?) throws(GatewayError) -> String {
    guard let value, !value.isNull else { throw missingQuery }
    guard let text = value.string else {
      throw GatewayError.parameter("The parameter \"query\" must be a string, but it is \(value.kind.words).")
    }
    guard !text.isEmpty else { throw missingQuery }
    return text
  }

  private static func operationName(_ value: JSONView?) throws(GatewayError) -> String? {
    guard let value, !value.isNull else { return nil }
    guard let text = value.string else {
      throw GatewayError.parameter("The parameter \"operationName\" must be a string, but it is \(value.kind.words).")
    }
    return text.isEmpty ? nil : text
  }

  private static func object(_ value: JSONView?, named name: String) throws(GatewayError) -> JSONView? {
    guard let value, !value.isNull else { return nil }
    guard value.kind == .object else {
      throw GatewayError.parameter("The parameter \"\(name)\" must be an object, but it is \(value.kind.words).")
    }
    return value
  }

  private static func json(_ parameters: QueryParameters, _ name: String) throws(GatewayError) -> JSONView? {
    guard let text = parameters.first(name), !text.isEmpty else { return nil }
    return try parse(Array(text.utf8), part: "The parameter \"\(name)\"")
  }

  /// Where JSON stops being JSON is said as byte offset, line and column, each from 1 but the offset.
  private static func parse(_ bytes: [UInt8], part: String) throws(GatewayError) -> JSONView {
    do {
      return try JSONDocument(parsing: bytes).root
    } catch {
      guard bytes.isValidUTF8 else {
        throw GatewayError(.badRequest, .invalidUTF8, "\(part) is not valid UTF-8.")
      }
      let before = bytes.prefix(max(0, error.offset))
      let line = before.count { $0 == UInt8(ascii: "\n") } + 1
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let column = before.count - lineStart + 1
      throw GatewayError(
        .badRequest, .invalidJSON, "\(part) is not valid JSON: \(error.message), at byte \(error.offset) (line \(line), column \(column)).")
    }
  }

  private static func requireJSON(_ contentType: String?) throws(GatewayError) {
    guard let contentType else {
      throw GatewayError(.unsupportedMediaType, .unsupportedMediaType, "The header Content-Type is missing. Send application/json.")
    }
    let parts = contentType.split(separator: ";").map { $0.trimmingBlanks.lowercased() }
    guard parts.first == "application/json" else {
      throw GatewayError(.unsupportedMediaType, .unsupportedMediaType, "This Content-Type is not supported. Send application/json.")
    }
    for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
      let charset = parameter.dropFirst("charset=".count).filter { $0 != "\"" }
      guard charset == "utf-8" || charset == "utf8" else {
        throw GatewayError(.unsupportedMediaType, .unsupportedMediaType, "This character set is not supported. Send UTF-8.")
      }
    }
  }
}

extension JSONView.Kind {
  /// The kind with its article, for messages.
  fileprivate var words: String {
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

extension [UInt8] {
  fileprivate var isValidUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
