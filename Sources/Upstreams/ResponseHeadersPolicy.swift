import HTTPCore

/// The response headers of an upstream that the client receives.
public struct ResponseHeadersPolicy: Sendable, Equatable {
  /// In lower case.
  private var headers: Set<String> = []
  /// Names of cookies. `set-cookie` in `headers` means all cookies.
  private var cookies: Set<String> = []

  /// Headers that describe the message, the connection or caching, and headers that the gateway writes itself.
  private static let refused: Set<String> = [
    "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authenticate", "proxy-authorization",
    "proxy-connection", "content-length", "content-type", "content-encoding", "content-range", "accept-ranges", "date", "server", "via",
    "host", "age", "expires", "cache-control", "pragma", "vary", "etag", "last-modified", "location", "allow", "x-request-id",
    "traceparent", "tracestate", "x-cache-status", "strict-transport-security", "content-security-policy",
  ]

  /// No headers.
  public init() {}

  /// Whether no header is ever selected.
  public var isEmpty: Bool { headers.isEmpty && cookies.isEmpty }

  /// Adds `x-header`, `set-cookie`, or `set-cookie: name`. Returns the problem with the text, nil for none.
  package mutating func add(_ text: String) -> String? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard let name = parts.first?.lowercased(), HTTPCharacter.isToken(name) else { return "\"\(text)\" is not a header name" }
    if parts.count == 2 {
      guard name == "set-cookie", HTTPCharacter.isToken(parts[1]) else {
        return "\"\(text)\" is neither a header name nor \"set-cookie: name\""
      }
      cookies.insert(parts[1])
      return nil
    }
    guard !Self.refused.contains(name), !name.hasPrefix("access-control-") else { return "\"\(name)\" is set by the gateway itself" }
    headers.insert(name)
    return nil
  }

  /// The headers that the client receives, names in lower case.
  package func selected(from received: HTTPFields) -> HTTPFields {
    var selected = HTTPFields()
    guard !isEmpty else { return selected }
    received.forEach { name, value in
      let name = name.lowercased()
      if headers.contains(name) || name == "set-cookie" && cookies.contains(String(value.prefix { $0 != "=" })) {
        selected.append(name, value)
      }
    }
    return selected
  }
}
