import JSON

/// An upstream's answer, read once for all who share it.
struct UpstreamAnswer: Sendable {
  enum Content: Sendable {
    case empty
    case json(JSONView)
    /// It says that it is something else.
    case notJSON
    case malformed
    case tooLarge
  }

  let status: Int
  let headers: [(String, String)]
  let content: Content

  /// Reads an answer whose body may have `limit` bytes.
  init(_ response: UpstreamResponse, limit: Int) {
    status = response.status
    headers = response.headers
    content = Self.content(of: response, limit: limit)
  }

  /// How long the service asks to wait (RFC 9110 §10.2.3), where it says so in seconds.
  var retryAfter: Duration? {
    guard let text = Self.header("retry-after", in: headers), let seconds = Int(text), (0...86_400).contains(seconds) else { return nil }
    return .seconds(seconds)
  }

  private static func content(of response: UpstreamResponse, limit: Int) -> Content {
    if response.body.isEmpty || response.status == 204 { return .empty }
    guard response.body.count <= limit else { return .tooLarge }
    if let type = header("content-type", in: response.headers), !isJSON(type) { return .notJSON }
    guard let document = try? JSONDocument(parsing: response.body) else { return .malformed }
    return .json(document.root)
  }

  /// `application/json`, anything `+json`, and plain text, which many services call their JSON.
  private static func isJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased()
    return type.isEmpty || type.hasSuffix("/json") || type.hasSuffix("+json") || type == "text/plain"
  }

  private static func header(_ name: String, in headers: [(String, String)]) -> String? {
    headers.first { $0.0.utf8.count == name.utf8.count && $0.0.lowercased() == name }?.1
  }
}
