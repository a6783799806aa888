import Testing

/// A request that satisfies or violates a rule of RFC 9112, and the status of the response to a violation.
struct FramingCase: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let status: Int

  var testDescription: String { name }

  private init(_ name: String, _ text: String, _ status: Int = 400) {
    self.name = name
    self.text = text
    self.status = status
  }

  private static func head(_ lines: String, method: String = "POST") -> String { "\(method) / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n" }

  static let accepted: [FramingCase] = [
    FramingCase("one empty line before the request line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("an empty field value", head("X:")),
    FramingCase("tabs round a value", head("X:\t a \t")),
    FramingCase("obs-text in a value", head("X: ä")),
    FramingCase("absolute form", "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("asterisk form for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("an unknown method", head("", method: "BREW").replacing("\r\n\r\n\r\n", "\r\n\r\n")),
    FramingCase("a later minor version", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
    FramingCase("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n"),
    FramingCase("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    FramingCase("Content-Length 0", head("Content-Length: 0")),
    FramingCase("IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"),
  ]

  static let rejected: [FramingCase] = [
    FramingCase("two Content-Length that differ", head("Content-Length: 1\r\nContent-Length: 2")),
    FramingCase("two Content-Length that agree", head("Content-Length: 1\r\nContent-Length: 1")),
    FramingCase("a list in Content-Length", head("Content-Length: 1, 1")),
    FramingCase("a signed Content-Length", head("Content-Length: +1")),
    FramingCase("a negative Content-Length", head("Content-Length: -1")),
    FramingCase("a hexadecimal Content-Length", head("Content-Length: 0x1")),
    FramingCase("an empty Content-Length", head("Content-Length:")),
    FramingCase("a Content-Length past a word", head("Content-Length: 99999999999999999999999")),
    FramingCase("Content-Length with Transfer-Encoding", head("Content-Length: 3\r\nTransfer-Encoding: chunked")),
    FramingCase("Transfer-Encoding with Content-Length", head("Transfer-Encoding: chunked\r\nContent-Length: 3")),
    FramingCase("chunked twice", head("Transfer-Encoding: chunked, chunked")),
    FramingCase("chunked in two lines", head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")),
    FramingCase("chunked not last", head("Transfer-Encoding: chunked, gzip")),
    FramingCase("an empty Transfer-Encoding", head("Transfer-Encoding:")),
    FramingCase("Transfer-Encoding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    FramingCase("an unknown transfer coding", head("Transfer-Encoding: gzip, chunked"), 501),
    FramingCase("identity as transfer coding", head("Transfer-Encoding: identity"), 501),
    FramingCase("a coding that looks like chunked", head("Transfer-Encoding: xchunked"), 501),
    FramingCase("a folded line", head("X: a\r\n b")),
    FramingCase("a folded line with a tab", head("X: a\r\n\tb")),
    FramingCase("a blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    FramingCase("a bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
    FramingCase("a bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
    FramingCase("a bare LF for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
    FramingCase("a bare CR in a value", head("X: a\rb")),
    FramingCase("NUL in a value", head("X: a\0b")),
    FramingCase("DEL in a value", head("X: a\u{7F}")),
    FramingCase("a blank before the colon", head("X : a")),
    FramingCase("a tab before the colon", head("Content-Length\t: 1")),
    FramingCase("no colon", head("X")),
    FramingCase("no name", head(": a")),
    FramingCase("a name that is no token", head("X@: a")),
    FramingCase("a non-ASCII name", head("ä: a")),
    FramingCase("a bad chunk size", head("Transfer-Encoding: chunked") + "zz\r\n"),
    FramingCase("a chunk size past a word", head("Transfer-Encoding: chunked") + "FFFFFFFFFFFFFFFFF\r\n", 413),
    FramingCase("a chunk without its CRLF", head("Transfer-Encoding: chunked") + "1\r\nab\r\n"),
    FramingCase("a method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("no method", " / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("an endless method", String(repeating: "A", count: 33) + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("two blanks after the method", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("two blanks after the target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("a tab after the method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("a fragment in the target", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("a non-ASCII target", "GET /ä HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("an asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("authority form", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("no version", "GET /\r\nHost: a\r\n\r\n"),
    FramingCase("a lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("a version with three digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
    FramingCase("a blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
    FramingCase("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    FramingCase("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    FramingCase("HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505),
    FramingCase("no Host", "GET / HTTP/1.1\r\n\r\n"),
    FramingCase("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
    FramingCase("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
    FramingCase("a Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    FramingCase("a Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
    FramingCase("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingCase("another expectation", head("Expect: 200-ok"), 417),
    FramingCase("a target past the limit", "GET /" + String(repeating: "a", count: 8 * 1024) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    FramingCase("a target without end", "GET /" + String(repeating: "a", count: 17 * 1024), 414),
    FramingCase("a head past the limit", head("X: " + String(repeating: "a", count: 17 * 1024)), 431),
    FramingCase("many fields past the limit", head(String(repeating: "X: a\r\n", count: 4000) + "Y: b"), 431),
    FramingCase("a body past the limit", head("Content-Length: 1048577"), 413),
    FramingCase("a chunk past the limit", head("Transfer-Encoding: chunked") + "100001\r\n", 413),
    FramingCase("a TLS hello", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\n"),
  ]
}

extension String {
  fileprivate func replacing(_ this: String, _ that: String) -> String {
    guard let range = self.range(of: this) else { return self }
    return self[..<range.lowerBound] + that + self[range.upperBound...]
  }

  private func range(of text: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
  }
}
