import HTTPCore
import TestSupport
import Testing

@testable import Gateway

@Suite struct GatewayAppTests {
  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test func isReadyWithoutItsUpstreams() async throws {
    try await RunningGateway.with(upstream: Nothing(), down: ["users", "orders", "payments"]) { gateway in
      _ = try await gateway.query("{ order(id: \"1\") { id } }")
      #expect(String(decoding: try await gateway.send("GET", "/health").body, as: UTF8.self).contains(#""orders":"down""#))
      #expect(try await gateway.send("GET", "/ready").status == .ok)
      #expect(try await gateway.send("GET", "/health").status == .ok)
    }
  }

  @Test func metricsAreOnAnAddressOfTheirOwnInProduction() async throws {
    let port = try FreePort.find()
    try await RunningGateway.with(upstream: Nothing(), settings: ["METRICS_PORT": "\(port)", "TRELLIS_ENV": "production"]) { gateway in
      #expect(try await gateway.send("GET", "/metrics").status == .notFound)
      let own = RunningGateway(url: try #require(HTTPURL("http://127.0.0.1:\(port)")), client: gateway.client)
      let page = try await own.send("GET", "/metrics")
      #expect(String(decoding: page.body, as: UTF8.self).contains("gateway_http_requests_total"))
      #expect(try await own.send("POST", "/metrics").status == .methodNotAllowed)
      for path in ["/graphql", "/health", "/"] { #expect(try await own.send("GET", path).status == .notFound) }
    }
    try await RunningGateway.with(upstream: Nothing(), settings: ["TRELLIS_ENV": "production"]) { gateway in
      let response = try await gateway.send("GET", "/metrics")
      #expect(response.status == .notFound)
    }
  }

  @Test func refusesABodyPastOneMebibyte() async throws {
    try await RunningGateway.with(upstream: Nothing()) { gateway in
      let body = String(repeating: "a", count: 1024 * 1024 + 1)
      let response = try await gateway.send("POST", "/graphql", headers: ["content-type": "application/json"], body: body)
      #expect(response.status == .contentTooLarge)
    }
  }

  @Test func answersIntrospectionWithoutACall() async throws {
    try await RunningGateway.with(upstream: Nothing()) { gateway in
      let text = try await gateway.query("{ __schema { queryType { name } } __type(name: \"Order\") { fields { name } } }")
      #expect(text.contains(#""queryType":{"name":"Query"}"#))
      #expect(text.contains(#"{"name":"payment"}"#))
      #expect(text.contains(#"{"name":"user"}"#))
    }
  }

  @Test func countsCallsByService() async throws {
    try await RunningGateway.with(upstream: Nothing(), down: ["payments"]) { gateway in
      _ = try await gateway.query("{ user(id: \"1\") { id } payment(id: \"1\") { id } }")
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      #expect(page.contains(#"gateway_upstream_requests_total{service="users",status="404"} 1"#))
      #expect(page.contains(#"gateway_upstream_requests_total{service="payments",status="none"}"#))
    }
  }

  @Test(arguments: [
    ("type Query { a: String @rest(service: \"x\", GET: \"/a\") }", "a.graphql:1"),
    ("type Query { a: ", "a.graphql:1"),
    (
      "extend schema @service(name: \"x\", url: \"{$env.NOT_THERE}\")\ntype Query { a: String @rest(service: \"x\", GET: \"/a\") }",
      "NOT_THERE"
    ),
  ])
  func reportsWhereAGraphIsInvalid(text: String, expected: String) throws {
    let configuration = try GatewayConfiguration(environment: [:])
    #expect {
      try GatewayApp(configuration: configuration, files: [.init(name: "a.graphql", text: text)], logger: RunningGateway.silent)
    } throws: { error in
      "\(error)".contains(expected)
    }
  }
}
