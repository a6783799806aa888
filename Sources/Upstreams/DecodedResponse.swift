import HTTPCore
import JSON

/// A response whose body has been read, once for all callers that share it.
package struct DecodedResponse: Sendable {
  package enum Content: Sendable {
    case empty
    case json(JSONView)
    /// The content type is not JSON.
    case notJSON
    case malformed
    case tooLarge
  }

  package let status: Int
  package let headers: HTTPFields
  /// The bytes of the body.
  package let body: [UInt8]
  package let content: Content
  /// The value of Retry-After (RFC 9110 §10.2.3); nil when absent, invalid, or longer than a day.
  package let retryAfter: Duration?

  /// Reads a response.
  ///
  /// - Parameters:
  ///   - limit: the largest body that is accepted.
  ///   - time: when it arrived, in seconds since 1970.
  init(_ response: UpstreamResponse, limit: Int, at time: @autoclosure () -> Int) {
    status = response.status
    headers = response.headers
    body = response.body
    content = Self.content(of: response, limit: limit)
    retryAfter = Self.retryAfter(in: headers, time)
  }

  /// The body as text: the value of a JSON string, else the characters that the content type's charset says, UTF-8 without one. Nil for bytes that are not
  /// text, and for a charset other than UTF-8, ASCII and Latin-1.
  package var text: String? {
    if case .json(let root) = content, isJSON, let text = root.string { return text }
    switch charset {
    case nil, "utf-8", "utf8", "us-ascii":
      let withoutMark = body.starts(with: [0xEF, 0xBB, 0xBF]) ? body[3...] : body[...]
      return String(validating: withoutMark, as: UTF8.self)
    case "iso-8859-1", "latin1": return String(String.UnicodeScalarView(body.map { Unicode.Scalar($0) }))
    default: return nil
    }
  }

  private var isJSON: Bool {
    let type = (headers.first("content-type") ?? "").prefix { $0 != ";" }.lowercased()
    return type.contains("json")
  }

  /// The parameter `charset` of the content type, in lower case.
  private var charset: String? {
    let parameters = (headers.first("content-type") ?? "").lowercased().split(separator: ";").dropFirst()
    return parameters.lazy.compactMap { parameter in
      let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix { $0 == " " } }
      return pair.count == 2 && pair[0] == "charset" ? pair[1].filter { $0 != "\"" && $0 != " " } : nil
    }.first.map { String($0) }
  }

  /// A date is compared with the response's own Date field where there is one, so that the clocks need not agree.
  private static func retryAfter(in headers: HTTPFields, _ time: () -> Int) -> Duration? {
    guard let text = headers.first("retry-after") else { return nil }
    let longest = 86_400
    if let seconds = Int(text) { return (0...longest).contains(seconds) ? .seconds(seconds) : nil }
    guard let then = HTTPDate.parse(text) else { return nil }
    let wait = max(then - (headers.first("date").flatMap { HTTPDate.parse($0) } ?? time()), 0)
    return wait <= longest ? .seconds(wait) : nil
  }

  private static func content(of response: UpstreamResponse, limit: Int) -> Content {
    if response.body.isEmpty || response.status == 204 { return .empty }
    guard response.body.count <= limit else { return .tooLarge }
    if let type = response.headers.first("content-type"), !isJSON(type) { return .notJSON }
    guard let document = try? JSONDocument(repairing: response.body) else { return .malformed }
    return .json(document.root)
  }

  /// `application/json`, any `+json` type, and `text/plain`, which many services use for JSON.
  private static func isJSON(_ contentType: String) -> Bool {
    if contentType == "application/json" { return true }
    let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    func ends(_ text: StaticString) -> Bool {
      type.suffix(text.utf8CodeUnitCount).elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) {
        HTTPCharacter.lowercased($0) == $1
      }
    }
    return type.isEmpty || ends("/json") || ends("+json") || type.count == 10 && ends("text/plain")
  }
}
