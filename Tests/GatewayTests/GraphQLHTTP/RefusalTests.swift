import HTTPCore
import TestSupport
import Testing

@testable import Gateway

/// What the HTTP server refuses at `/graphql` is answered and recorded like any other request.
@Suite struct RefusalTests {
  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test func aBodyThatIsTooLargeIsAGraphQLErrorWithLogAndMetric() async throws {
    let log = RecordedLog()
    try await RunningGateway.with(upstream: Nothing(), settings: ["MAX_BODY_BYTES": "2000"], logger: log.logger) {
      (gateway: RunningGateway) async throws in
      func post(_ size: Int) async throws -> HTTPResponse {
        let query = #"{"query":"{ __typename }"}"#
        let body = query + String(repeating: " ", count: size - query.utf8.count)
        return try await gateway.send(
          "POST", "/graphql?secret=1", headers: ["content-type": "application/json", "x-request-id": "request-7"], body: body)
      }
      #expect(try await post(2000).status == .ok)
      let refused = try await post(2001)
      let text = String(decoding: refused.body, as: UTF8.self)
      #expect(refused.status == .contentTooLarge && refused.headers["content-type"] == "application/json; charset=utf-8")
      #expect(text.hasPrefix(#"{"errors":[{"message":"#) && text.contains(#""code":"PAYLOAD_TOO_LARGE""#))
      #expect(refused.headers["x-request-id"] == "request-7")
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      #expect(page.contains(#"gateway_http_requests_total{route="graphql",status="413"} 1"#))
    }
    let refusals = log.lines.filter { $0.hasPrefix("info request refused") }
    #expect(refusals.count == 1)
    #expect(refusals.first?.contains("method=POST path=/graphql") == true && refusals.first?.contains("status=413") == true)
    #expect(!log.lines.contains { $0.contains("secret") })
  }

  @Test(arguments: [
    ("/graphql?query=" + String(repeating: "a", count: 9_000), "414", "URI_TOO_LONG"),
    ("/graphql", "431", "HEADERS_TOO_LARGE"),
  ])
  func aHeadThatIsTooLargeIsAGraphQLError(target: String, status: String, code: String) async throws {
    try await RunningGateway.with(upstream: Nothing()) { (gateway: RunningGateway) async throws in
      let headers: HTTPFields = status == "431" ? ["x-long": String(repeating: "a", count: 20_000)] : [:]
      let response = try await gateway.send("GET", target, headers: headers)
      let text = String(decoding: response.body, as: UTF8.self)
      #expect("\(response.status.code)" == status)
      #expect(text.hasPrefix(#"{"errors":[{"message":"#) && text.contains(#""code":"\#(code)""#))
      #expect(response.headers["x-request-id"]?.isEmpty == false)
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      #expect(page.contains(#"gateway_http_requests_total{route="graphql",status="\#(status)"} 1"#))
    }
  }

  @Test func theHeadMayHaveSoManyBytesAsTheSettingSays() async throws {
    try await RunningGateway.with(upstream: Nothing(), settings: ["MAX_HEAD_BYTES": "4000"]) { (gateway: RunningGateway) async throws in
      func status(_ length: Int) async throws -> Int {
        let headers: HTTPFields = ["content-type": "application/json", "x-long": String(repeating: "a", count: length)]
        return try await gateway.send("POST", "/graphql", headers: headers, body: #"{"query":"{ __typename }"}"#).status.code
      }
      var allowed = 3700
      while try await status(allowed + 1) == 200 { allowed += 1 }
      // The rest of the head is the request line and the client's other headers.
      #expect((3700..<4000).contains(allowed))
      #expect(try await status(allowed) == 200)
      #expect(try await status(allowed + 1) == 431)
    }
  }

  @Test func aSecondGatewayOnTheSamePortIsRefused() async throws {
    try #require(GatewayProgram.isBuilt)
    try await RunningGateway.with(upstream: Nothing()) { (gateway: RunningGateway) async throws in
      let schema =
        "extend schema @service(name: \"s\", url: \"http://127.0.0.1:1\")\ntype Query { a: String @rest(service: \"s\", GET: \"/a\") }"
      let second = try await GatewayProgram.run(
        ["serve", "--schema", "FOLDER", "--port", "\(gateway.url.port)"], files: ["s.graphql": schema])
      #expect(second.status == 1 && second.output.contains("address already in use"), "\(second.output)")
    }
  }
}
