import HTTPCore
import TestSupport
import Testing

@testable import Gateway

@Suite struct GatewayAppTests {
  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test func becomesReadyWhenAllUpstreamsAnswer() async throws {
    try await RunningGateway.with(upstream: Nothing()) { gateway in
      try await eventually("readiness") { try await gateway.send("GET", "/ready").status == .ok }
      let health = try await gateway.send("GET", "/health")
      #expect(String(decoding: health.body, as: UTF8.self).contains(#""users":"up""#))
    }
  }

  @Test func isHealthyButNotReadyWithoutAnUpstream() async throws {
    try await RunningGateway.with(upstream: Nothing(), down: ["orders"]) { gateway in
      try await eventually("the probe") {
        String(decoding: try await gateway.send("GET", "/health").body, as: UTF8.self).contains(#""orders":"down""#)
      }
      #expect(try await gateway.send("GET", "/ready").status == .serviceUnavailable)
      #expect(try await gateway.send("GET", "/health").status == .ok)
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
