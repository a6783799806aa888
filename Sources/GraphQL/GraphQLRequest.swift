import JSON

/// A GraphQL request, from whatever transport. Source: "GraphQL over HTTP", section 6.1.1.
public struct GraphQLRequest: Sendable {
  /// The document.
  public var query: String
  /// Which of the document's operations to run; nil when it has only one.
  public var operationName: String?
  /// The values of variables, not coerced yet.
  public var variables: JSONObject
  /// Whatever else the client says, for example a persisted operation's hash.
  public var extensions: JSONObject

  /// A request of these parts.
  public init(query: String, operationName: String? = nil, variables: JSONObject = [:], extensions: JSONObject = [:]) {
    self.query = query
    self.operationName = operationName
    self.variables = variables
    self.extensions = extensions
  }

  /// A request from the JSON object that a client has sent. A missing `query` is empty, since an extension may stand for it.
  ///
  /// - Throws: when a part is of the wrong kind.
  public init(_ body: JSONView) throws(GraphQLRequestError) {
    guard body.kind == .object else { throw GraphQLRequestError("The request must be a JSON object.") }
    query = try Self.text(body, "query") ?? ""
    let name = try Self.text(body, "operationName")
    operationName = name?.isEmpty == true ? nil : name
    variables = try Self.object(body, "variables")
    extensions = try Self.object(body, "extensions")
  }

  private static func text(_ body: JSONView, _ name: String) throws(GraphQLRequestError) -> String? {
    guard let member = body[name], !member.isNull else { return nil }
    guard let text = member.string else { throw GraphQLRequestError("\"\(name)\" must be a string.") }
    return text
  }

  private static func object(_ body: JSONView, _ name: String) throws(GraphQLRequestError) -> JSONObject {
    guard let member = body[name], !member.isNull else { return JSONObject() }
    guard case .object(let object) = JSONValue(member) else { throw GraphQLRequestError("\"\(name)\" must be an object.") }
    return object
  }
}

/// Why a body is no GraphQL request; safe to show.
public struct GraphQLRequestError: Error, Sendable, CustomStringConvertible {
  /// What is wrong with the body.
  public let description: String

  init(_ description: String) { self.description = description }
}
