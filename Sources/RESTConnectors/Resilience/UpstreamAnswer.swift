import HTTPCore
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
  /// How long the service asks to wait (RFC 9110 §10.2.3); at most a day.
  let retryAfter: Duration?

  /// Reads an answer whose body may have `limit` bytes, and which came at `time`, in seconds since 1970.
  init(_ response: UpstreamResponse, limit: Int, at time: @autoclosure () -> Int) {
    status = response.status
    headers = response.headers
    content = Self.content(of: response, limit: limit)
    retryAfter = Self.retryAfter(in: headers, time)
  }

  /// A date is measured by the service's own clock where it tells its time, so that clocks need not agree.
  private static func retryAfter(in headers: [(String, String)], _ time: () -> Int) -> Duration? {
    guard let text = header("retry-after", in: headers) else { return nil }
    let longest = 86_400
    if let seconds = Int(text) { return (0...longest).contains(seconds) ? .seconds(seconds) : nil }
    guard let then = HTTPDate.parse(text) else { return nil }
    let wait = max(then - (header("date", in: headers).flatMap { HTTPDate.parse($0) } ?? time()), 0)
    return wait <= longest ? .seconds(wait) : nil
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
