import HTTPCore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What the HTTP server refuses at `/graphql` is answered and recorded like any other request.
@Suite struct RefusalTests {
  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private struct Recorder: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.add("\(event.message) \(metadata.joined(separator: " "))")
    }
  }

  @Test func aBodyThatIsTooLargeIsAGraphQLErrorWithLogAndMetric() async throws {
    let lines = Lines()
    let logger = Logger(label: "test") { _ in Recorder(lines: lines) }
    try await RunningGateway.with(upstream: Nothing(), settings: ["MAX_BODY_BYTES": "2000"], logger: logger) {
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
    let refusals = lines.all.filter { $0.hasPrefix("request refused") }
    #expect(refusals.count == 1)
    #expect(refusals.first?.contains("method=POST path=/graphql") == true && refusals.first?.contains("status=413") == true)
    #expect(!lines.all.contains { $0.contains("secret") })
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
