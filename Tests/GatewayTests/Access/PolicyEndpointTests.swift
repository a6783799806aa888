import GraphQL
import HTTPClient
import HTTPCore
import HTTPServer
import JSON
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite struct PolicyEndpointTests {
  /// Answers with one response and remembers the requests.
  private final class Decider: HTTPHandler {
    private let answer: HTTPResponse?
    private let never = AsyncStream<Never>.makeStream()
    private let seen = Mutex<[HTTPRequest]>([])

    /// - Parameter answer: nil for a response that never comes.
    init(_ answer: HTTPResponse?) { self.answer = answer }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      seen.withLock { $0.append(request) }
      if let answer { return answer }
      // Ends when the server stops.
      for await _ in never.stream {}
      return HTTPResponse()
    }
  }

  /// Asks an endpoint for the policies `a`, `b` and `c`.
  private func granted(
    by decider: Decider, isListening: Bool = true, claims: String? = #"{"sub": "7"}"#, timeout: Duration = .seconds(20)
  ) async throws -> Set<String> {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let server = HTTPServer(configuration: HTTPServerConfiguration(), group: loops, handler: decider, logger: RunningGateway.silent)
    let port = isListening ? try server.listen() : try FreePort.find()
    let client = HTTPClient(group: loops)
    let endpoint = PolicyEndpoint(
      client: client, url: try #require(HTTPURL("http://127.0.0.1:\(port)/decide?graph=1")), timeout: timeout,
      calls: GatewayMetrics().upstreamCalls, logger: RunningGateway.silent)
    let context = ExecutionContext(claims: try claims.map { CallerClaims(try JSONDocument(parsing: $0).root) }, requestID: "r1")
    return try await withThrowingTaskGroup(of: Void.self) { group in
      if isListening { group.addTask { try? await server.run() } }
      group.addTask { try? await client.run() }
      let granted = await endpoint.granted(["a", "b", "c"], to: context)
      group.cancelAll()
      return granted
    }
  }

  private func json(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["content-type": "application/json"], body: Array(text.utf8))
  }

  @Test func asksForAllPoliciesInOneCall() async throws {
    let decider = Decider(json(#"{"policies": {"a": true, "b": false, "c": true}}"#))
    #expect(try await granted(by: decider) == ["a", "c"])
    let request = try #require(decider.requests.first)
    #expect(decider.requests.count == 1)
    #expect(request.method == .post)
    #expect(request.target == "/decide?graph=1")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["x-request-id"] == "r1")
    #expect(String(decoding: request.body, as: UTF8.self) == #"{"policies":["a","b","c"],"claims":{"sub": "7"}}"#)
  }

  @Test func anAnonymousCallerHasNoClaims() async throws {
    let decider = Decider(json(#"{"policies": {"a": true}}"#))
    #expect(try await granted(by: decider, claims: nil) == ["a"])
    #expect(String(decoding: decider.requests[0].body, as: UTF8.self) == #"{"policies":["a","b","c"],"claims":null}"#)
  }

  @Test(
    arguments: [
      #"{"policies": {"a": "true", "b": 1, "c": null}}"#, #"{"policies": ["a", "b", "c"]}"#, #"{"a": true}"#, "[]", "", "true", "not JSON",
      #"{"policies": {}}"#, #"{"policies": {"d": true}}"#,
    ]) func whatIsNotTrueIsNotGranted(_ body: String) async throws
  {
    #expect(try await granted(by: Decider(json(body))) == [])
  }

  @Test(arguments: [201, 204, 301, 400, 401, 403, 500, 503]) func otherStatusesGrantNothing(_ status: Int) async throws {
    let decider = Decider(json(#"{"policies": {"a": true, "b": true, "c": true}}"#, status: HTTPStatus(code: status)))
    #expect(try await granted(by: decider) == [])
  }

  @Test func anEndpointThatIsAwayGrantsNothing() async throws {
    #expect(try await granted(by: Decider(nil), isListening: false) == [])
  }

  @Test func anEndpointThatDoesNotAnswerInTimeGrantsNothing() async throws {
    #expect(try await granted(by: Decider(nil), timeout: .milliseconds(50)) == [])
  }

  @Test func settingsSayWhoDecides() throws {
    func source(_ environment: [String: String]) throws -> PolicySource? { try GatewayConfiguration(environment: environment).policies }
    #expect(try source([:]) == nil)
    #expect(try source(["POLICY_CLAIM": "access.policies"]) == .claim("access.policies"))
    let url = try #require(HTTPURL("http://opa:8181/x"))
    #expect(try source(["POLICY_URL": "http://opa:8181/x"]) == .endpoint(url, timeout: .seconds(1)))
    #expect(try source(["POLICY_URL": "http://opa:8181/x", "POLICY_TIMEOUT_MS": "50"]) == .endpoint(url, timeout: .milliseconds(50)))
    for (environment, message) in [
      (["POLICY_URL": "opa"], "POLICY_URL must be a URL such as http://127.0.0.1:8181/policies."),
      (["POLICY_CLAIM": "a..b"], "POLICY_CLAIM must be the path of a claim, such as policies or access.policies."),
      (["POLICY_URL": "http://opa", "POLICY_CLAIM": "p"], "POLICY_CLAIM cannot be set together with POLICY_URL: one of them decides."),
      (["POLICY_URL": "http://opa", "POLICY_TIMEOUT_MS": "0"], "POLICY_TIMEOUT_MS must be a whole number from 1 to 60000."),
    ] {
      #expect { try source(environment) } throws: { "\($0)" == message }
    }
  }
}
