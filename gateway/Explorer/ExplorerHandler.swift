import HTTPCore

/// Serves the explorer's three files with entity tags.
struct ExplorerHandler: HTTPHandler {
  static let paths: Set<String> = ["/", "/explorer.js", "/explorer.css"]

  /// Allows only files and the API of this origin, no inline code, and no framing.
  private static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  private struct File: Sendable {
    let type: String
    let body: [UInt8]
    let tag: String

    init(_ text: String, type: String) {
      self.type = type
      body = Array(text.utf8)
      // FNV-1a. An entity tag tells versions apart and needs no cryptographic hash.
      let hash = body.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      tag = "\"" + String(hash, radix: 16) + "\""
    }
  }

  private let files: [String: File] = [
    "/": File(ExplorerPage.html, type: "text/html; charset=utf-8"),
    "/explorer.js": File(ExplorerScript.javaScript, type: "text/javascript; charset=utf-8"),
    "/explorer.css": File(ExplorerStyle.css, type: "text/css; charset=utf-8"),
  ]

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard let file = files[request.path] else { return HTTPResponse(status: .notFound) }
    guard request.method == .get || request.method == .head else {
      return HTTPResponse(status: .methodNotAllowed, headers: ["Allow": "GET, HEAD"])
    }
    let headers: HTTPFields = [
      "Content-Type": file.type, "Cache-Control": "public, max-age=60", "ETag": file.tag, "Content-Security-Policy": Self.policy,
    ]
    let known = request.headers["if-none-match"]?.split(separator: ",").map(\.trimmingBlanks) ?? []
    if known.contains(file.tag) || known.contains("W/" + file.tag) || known == ["*"] {
      return HTTPResponse(status: .notModified, headers: headers)
    }
    return HTTPResponse(status: .ok, headers: headers, body: file.body)
  }
}
