import HTTPCore
import Testing

@testable import Gateway

/// Which pages of other origins may read responses.
@Suite struct CORSTests {
  private struct NoUpstream: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test(arguments: [
    ("https://app.example.com", "https://app.example.com", true), ("https://app.example.com", "http://app.example.com", false),
    ("https://app.example.com", "https://app.example.com.evil.test", false),
    ("https://app.example.com", "https://app.example.com:8443", false),
    ("https://app.example.com:8443", "https://app.example.com:8443", true), ("http://[::1]:3000", "http://[::1]:3000", true),
    ("http://localhost:3000", "http://localhost:3000", true), ("https://app.example.com", "null", false),
    ("https://*.example.com", "https://a.example.com", true), ("https://*.example.com", "https://a.b.example.com", true),
    ("https://*.example.com", "https://example.com", false), ("https://*.example.com", "https://.example.com", false),
    ("https://*.example.com", "http://a.example.com", false), ("https://*.example.com", "https://evilexample.com", false),
    ("https://*.example.com", "https://evil.test/.example.com", false), ("https://*.example.com", "https://evil.test#.example.com", false),
    ("https://*.example.com", "https://user@evil.test:1.example.com", false), ("https://*.example.com", "https://a..example.com", false),
    ("https://*.example.com", "https://a.example.com:8443", false), ("https://*.example.com:8443", "https://a.example.com:8443", true),
    (#"/https:\/\/pr-[0-9]+\.example\.com/"#, "https://pr-17.example.com", true),
    (#"/https:\/\/pr-[0-9]+\.example\.com/"#, "https://pr-17.example.com.evil.test", false),
    (#"/https:\/\/pr-[0-9]+\.example\.com/"#, "x https://pr-17.example.com", false),
    (#"/https:\/\/pr-[0-9]+\.example\.com/"#, "https://pr-.example.com", false), ("*", "https://anything.test", true),
  ])
  func anOriginMatchesARule(rule: String, origin: String, expected: Bool) throws {
    #expect(try #require(OriginRule(rule)).matches(origin) == expected)
  }

  @Test(arguments: [
    "app.example.com", "https://", "https://app.example.com/", "https://app.example.com/path", "https://App.example.com", "null",
    "https://*", "https://*.", "https://a.*.com", "https://app.example.com:443", "http://x:80", "https://a:b", "ftp://x", "/(/", "//", "**",
    "https://user@x", "https://a..b", "https://[::1", "https://x:99999", "https://x:+1",
  ])
  func aRuleThatIsNotOneStopsTheStart(rule: String) {
    #expect {
      try GatewayConfiguration(environment: ["CORS_ORIGINS": "https://ok.example,\(rule)"])
    } throws: { "\($0)".hasPrefix("CORS_ORIGINS must be origins such as https://app.example.com, ") }
  }

  @Test(arguments: [["CORS_HEADERS": "a b"], ["CORS_HEADERS": "*"], ["CORS_EXPOSED_HEADERS": "x:y"], ["CORS_MAX_AGE_SECONDS": "-1"]])
  func anotherWrongSettingStopsTheStart(settings: [String: String]) {
    #expect(throws: GatewayConfiguration.Invalid.self) { try GatewayConfiguration(environment: settings) }
  }

  @Test func everyOriginWithCredentialsStopsTheStart() throws {
    for origins in ["*", "https://a.example,*"] {
      #expect {
        try GatewayConfiguration(environment: ["CORS_ORIGINS": origins, "CORS_CREDENTIALS": "true"])
      } throws: { "\($0)" == "CORS_CREDENTIALS cannot be true while CORS_ORIGINS is *: name the origins." }
    }
    _ = try GatewayConfiguration(environment: ["CORS_ORIGINS": "*"])
    _ = try GatewayConfiguration(environment: ["CORS_ORIGINS": "https://a.example", "CORS_CREDENTIALS": "true"])
  }

  @Test func theFileMayListOrigins() throws {
    let text = "corsOrigins:\n  - https://a.example\n  - https://*.b.example\ncorsCredentials: true\n"
    let cors = try #require(try GatewayConfiguration(environment: [:], file: ConfigurationFile(name: "g.yaml", text: text)).cors)
    let request = HTTPRequest(
      method: .options, target: "/graphql", headers: ["origin": "https://x.b.example", "access-control-request-method": "POST"])
    #expect(cors.preflight(request)?.headers["access-control-allow-origin"] == "https://x.b.example")
  }

  private static let preflight: HTTPFields = [
    "access-control-request-method": "POST", "access-control-request-headers": "content-type,authorization",
  ]

  private func with(_ settings: [String: String], _ body: @escaping @Sendable (RunningGateway) async throws -> Void) async throws {
    try await RunningGateway.with(upstream: NoUpstream(), settings: settings, body)
  }

  @Test func anAllowedOriginMayReadResponses() async throws {
    try await with(["CORS_ORIGINS": "https://app.example,https://*.b.example", "CORS_CREDENTIALS": "true"]) { gateway in
      for origin in ["https://app.example", "https://x.b.example"] {
        var headers = Self.preflight
        headers["origin"] = origin
        let preflight = try await gateway.send("OPTIONS", "/graphql", headers: headers)
        #expect(preflight.status == .noContent)
        #expect(preflight.headers["access-control-allow-origin"] == origin)
        #expect(preflight.headers["access-control-allow-credentials"] == "true")
        #expect(preflight.headers["access-control-allow-methods"] == "GET, HEAD, POST")
        #expect(preflight.headers["access-control-allow-headers"]?.contains("content-type, authorization") == true)
        #expect(preflight.headers["access-control-max-age"] == "7200")
        #expect(preflight.headers["vary"]?.contains("origin") == true)
        let response = try await gateway.send(
          "POST", "/graphql", headers: ["content-type": "application/json", "origin": origin], body: #"{"query":"{ __typename }"}"#)
        #expect(response.status == .ok)
        #expect(response.headers.values("access-control-allow-origin") == [origin])
        #expect(response.headers["access-control-allow-credentials"] == "true")
        #expect(response.headers["access-control-expose-headers"]?.contains("x-request-id") == true)
        // A refusal can be read, too.
        let refused = try await gateway.send("POST", "/graphql", headers: ["content-type": "text/plain", "origin": origin], body: "x")
        #expect(refused.status == .unsupportedMediaType)
        #expect(refused.headers["access-control-allow-origin"] == origin)
      }
    }
  }

  @Test func anotherOriginMayNot() async throws {
    try await with(["CORS_ORIGINS": "https://app.example"]) { gateway in
      for origin in ["https://evil.example", "null", "https://app.example.evil.test"] {
        var headers = Self.preflight
        headers["origin"] = origin
        let preflight = try await gateway.send("OPTIONS", "/graphql", headers: headers)
        #expect(preflight.status == .forbidden)
        let response = try await gateway.send(
          "POST", "/graphql", headers: ["content-type": "application/json", "origin": origin], body: #"{"query":"{ __typename }"}"#)
        for one in [preflight, response] {
          for name in ["origin", "credentials", "methods", "headers"] { #expect(one.headers["access-control-allow-\(name)"] == nil) }
          #expect(one.headers["vary"]?.contains("origin") == true)
        }
      }
      // The response without Origin must not be taken for one with it.
      #expect(try await gateway.send("GET", "/graphql?query=%7B__typename%7D").headers["vary"]?.contains("origin") == true)
    }
  }

  @Test func everyOriginMayReadWithoutCredentials() async throws {
    try await with(["CORS_ORIGINS": "*"]) { gateway in
      let response = try await gateway.send(
        "POST", "/graphql", headers: ["content-type": "application/json", "origin": "https://any.example"],
        body: #"{"query":"{ __typename }"}"#)
      #expect(response.headers["access-control-allow-origin"] == "*")
      #expect(response.headers["access-control-allow-credentials"] == nil)
    }
  }

  @Test func byDefaultNoOriginMay() async throws {
    try await with([:]) { gateway in
      var headers = Self.preflight
      headers["origin"] = "https://app.example"
      #expect(try await gateway.send("OPTIONS", "/graphql", headers: headers).status == .methodNotAllowed)
      let response = try await gateway.send(
        "POST", "/graphql", headers: ["content-type": "application/json", "origin": "https://app.example"],
        body: #"{"query":"{ __typename }"}"#)
      #expect(response.headers["access-control-allow-origin"] == nil)
    }
  }

  /// Also responses that no handler makes.
  @Test func eachResponseHasTheSecurityHeaders() async throws {
    try await with(["MAX_BODY_BYTES": "1024"]) { gateway in
      let big = String(repeating: " ", count: 2000)
      for (method, target, body) in [
        ("GET", "/", ""), ("GET", "/explorer.js", ""), ("GET", "/health", ""), ("GET", "/none", ""), ("POST", "/graphql", "{}"),
        ("POST", "/graphql", big),
      ] {
        let response = try await gateway.send(method, target, headers: ["content-type": "application/json"], body: body)
        SecurityHeaders.fields(strictTransportSeconds: nil).forEach { name, value in
          #expect(response.headers.values(name) == [value], "\(target) \(name)")
        }
        #expect(response.headers["strict-transport-security"] == nil)
      }
    }
  }

  @Test func strictTransportIsForTLSAlone() {
    #expect(SecurityHeaders.fields(strictTransportSeconds: 60)["strict-transport-security"] == "max-age=60")
    #expect(SecurityHeaders.fields(strictTransportSeconds: 0)["strict-transport-security"] == nil)
    #expect(SecurityHeaders.fields(strictTransportSeconds: nil)["strict-transport-security"] == nil)
  }
}
