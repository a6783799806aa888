import HTTPCore
import HTTPServer
import Testing

/// What `errorResponse` is told of a request that does not reach the handler.
@Suite struct RefusedRequestTests {
  private func refused(_ text: String, configure: (inout HTTPLimits) -> Void = { _ in }) async throws -> String {
    var answer = ""
    try await RunningServer.with(
      configure: { configuration in
        configure(&configuration.limits)
        configuration.errorResponse = { refused in
          let known = refused.request.map { "\($0.method) \($0.path) \($0.headers["x-a"] ?? "no head") \($0.remoteAddress)" } ?? "unknown"
          return HTTPResponse(status: refused.status, body: Array(known.utf8))
        }
      }
    ) { (server: RunningServer) async throws in
      answer = try await server.exchange(text)
    }
    let body = answer.split(separator: "\r\n\r\n", omittingEmptySubsequences: false).last ?? ""
    return answer.dropFirst("HTTP/1.1 ".count).prefix(3) + " " + body
  }

  @Test(
    arguments: [
      ("POST /graphql?a=b HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nContent-Length: 1048577\r\n\r\n", "413 POST /graphql 1 127.0.0.1"),
      (
        "POST /graphql HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n",
        "413 POST /graphql 1 127.0.0.1"
      ),
      ("POST /graphql HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "400 POST /graphql 1 127.0.0.1"),
      ("POST /graphql HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nTransfer-Encoding: gzip\r\n\r\n", "501 POST /graphql 1 127.0.0.1"),
      ("GET /graphql?q=\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\n", "414 GET /graphql no head 127.0.0.1"),
      (
        "GET /graphql HTTP/1.1\r\nHost: a\r\nX-A: \(String(repeating: "a", count: 17_000))\r\n\r\n", "431 GET /graphql no head 127.0.0.1"
      ),
      ("GET /graphql HTTP/1.1\r\nX-A: 1\r\n\r\n", "400 GET /graphql no head 127.0.0.1"),
      ("GET /graphql HTTP/1.1\r\nbad header\r\n\r\n", "400 GET /graphql no head 127.0.0.1"),
      ("GET /graphql HTTP/2.0\r\nHost: a\r\n\r\n", "505 GET /graphql no head 127.0.0.1"),
      ("GET\u{1} /graphql HTTP/1.1\r\n\r\n", "400 unknown"),
    ])
  func hasWhatIsKnownOfTheRequest(text: String, expected: String) async throws {
    #expect(try await refused(text) == expected)
  }

  @Test func hasWhatIsKnownOfASlowRequest() async throws {
    let head = try await refused("POST /graphql HTTP/1.1\r\nHost: a\r\n") { $0.headTime = .milliseconds(50) }
    #expect(head == "408 POST /graphql no head 127.0.0.1")
    let body = try await refused("POST /graphql HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nContent-Length: 9\r\n\r\nabc") {
      $0.bodyStallTime = .milliseconds(50)
    }
    #expect(body == "408 POST /graphql 1 127.0.0.1")
  }
}
