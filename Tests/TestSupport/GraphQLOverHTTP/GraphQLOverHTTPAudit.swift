import HTTPCore
import JSON

/// A GraphQL-over-HTTP request with the requirements for its response.
public struct GraphQLOverHTTPAudit: Sendable {
  /// A requirement for a response.
  public enum Expectation: Sendable {
    /// The status is one of these.
    case status(ClosedRange<Int>)
    /// A header's value contains a text.
    case header(String, contains: String)
    /// The content has a member `errors`.
    case errors
    /// The content has no member `errors`.
    case noErrors
    /// The content has no member `data`.
    case noData
    /// The first error's `extensions.code` is this, and its message contains a text.
    case refusal(code: String, says: String)
    /// The content is empty.
    case noContent
  }

  /// The identifier of the audit.
  public let id: String
  public let request: HTTPRequest
  private let expectations: [Expectation]

  init(id: String, request: HTTPRequest, _ expectations: [Expectation]) {
    self.id = id
    self.request = request
    self.expectations = expectations
  }

  /// The violated requirements.
  public func faults(in response: HTTPResponse) -> [String] {
    guard let text = String(validating: response.body, as: UTF8.self) else { return ["\(id): the content is not UTF-8"] }
    let content = try? JSONValue(parsing: text)
    let failed = expectations.filter { !isMet($0, response, content) }
    return failed.map { "\(id): expected \($0), got \(response.status.code) \(response.headers["content-type"] ?? "") \(text)" }
  }

  private func isMet(_ expectation: Expectation, _ response: HTTPResponse, _ content: JSONValue?) -> Bool {
    switch expectation {
    case .status(let range): return range.contains(response.status.code)
    case .header(let name, let part): return response.headers[name]?.contains(part) == true
    case .errors: return content?["errors"] != nil
    case .noErrors: return content != nil && content?["errors"] == nil
    case .noData: return content != nil && content?["data"] == nil
    case .refusal(let code, let part):
      let error = content?["errors"]?[0]
      return error?["extensions"]?["code"]?.string == code && error?["message"]?.string?.contains(part) == true
    case .noContent: return response.body.isEmpty
    }
  }
}

extension GraphQLOverHTTPAudit {
  static let json = "application/json"
  static let graphQL = "application/graphql-response+json"

  static func get(
    _ id: String, _ parameters: String, accept: String? = "*/*", method: HTTPMethod = .get, _ expected: Expectation...
  ) -> GraphQLOverHTTPAudit {
    var headers = HTTPFields()
    headers["Accept"] = accept
    return GraphQLOverHTTPAudit(id: id, request: HTTPRequest(method: method, target: "/graphql?" + parameters, headers: headers), expected)
  }

  static func post(
    _ id: String, _ body: String, accept: String? = "*/*", contentType: String? = json, _ expected: Expectation...
  ) -> GraphQLOverHTTPAudit {
    post(id, bytes: Array(body.utf8), accept: accept, contentType: contentType, expected)
  }

  static func post(
    _ id: String, bytes: [UInt8], accept: String? = "*/*", contentType: String? = json, _ expected: [Expectation]
  ) -> GraphQLOverHTTPAudit {
    var headers = HTTPFields()
    headers["Accept"] = accept
    headers["Content-Type"] = contentType
    return GraphQLOverHTTPAudit(
      id: id, request: HTTPRequest(method: .post, target: "/graphql", headers: headers, body: bytes), expected)
  }
}

extension GraphQLOverHTTPAudit.Expectation {
  static let okay = Self.status(200...200)
  static let bad = Self.status(400...400)
}
