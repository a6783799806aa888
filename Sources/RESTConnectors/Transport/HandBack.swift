/// `handBack:` of `@service`: which of an answer's headers the client gets.
struct HandBack: Sendable, Equatable {
  /// In lower case.
  private(set) var headers: Set<String> = []
  /// The names of cookies; `set-cookie` in `headers` means all of them.
  private(set) var cookies: Set<String> = []

  /// Headers that speak of the message, of the connection or of caching, or that the gateway writes itself.
  private static let refused: Set<String> = [
    "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authenticate", "proxy-authorization",
    "proxy-connection",
    "content-length", "content-type", "content-encoding", "content-range", "accept-ranges", "date", "server", "via", "host", "age",
    "expires",
    "cache-control", "pragma", "vary", "etag", "last-modified", "location", "allow", "x-request-id", "traceparent", "tracestate",
    "x-cache-status", "strict-transport-security", "content-security-policy",
  ]

  /// Nothing.
  init() {}

  /// Adds what an element of the list names: `x-header`, `set-cookie`, or `set-cookie: name`. Returns what is wrong with it.
  mutating func add(_ text: String, isToken: (String) -> Bool) -> String? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard let name = parts.first?.lowercased(), isToken(name) else { return "\"\(text)\" is no header name" }
    if parts.count == 2 {
      guard name == "set-cookie", isToken(parts[1]) else { return "\"\(text)\" is neither a header name nor \"set-cookie: name\"" }
      cookies.insert(parts[1])
      return nil
    }
    guard !Self.refused.contains(name), !name.hasPrefix("access-control-") else { return "\"\(name)\" is the gateway's own to say" }
    headers.insert(name)
    return nil
  }

  /// Whether nothing of these headers goes to the client.
  func isEmpty(in received: [(String, String)]) -> Bool {
    headers.isEmpty && cookies.isEmpty || self.chosen(from: received).isEmpty
  }

  /// The headers that go to the client, names in lower case.
  func chosen(from received: [(String, String)]) -> [(name: String, value: String)] {
    guard !headers.isEmpty || !cookies.isEmpty else { return [] }
    return received.compactMap { name, value in
      let name = name.lowercased()
      if headers.contains(name) { return (name, value) }
      guard name == "set-cookie", cookies.contains(String(value.prefix { $0 != "=" })) else { return nil }
      return (name, value)
    }
  }
}
