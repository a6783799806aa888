import GraphTools
import HTTPCore
import Synchronization
import Testing

@testable import Gateway

@Suite struct UpstreamCallLimitTests {
  /// Products with a price each. Counts its calls.
  private final class Shop: HTTPHandler {
    private let calls = Mutex(0)

    var count: Int { calls.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0 += 1 }
      let items = (1...10).map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
      let body = request.path == "/products" ? "[\(items)]" : "7"
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
  }

  private let schema = """
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      @service(name: "s", url: "{$env.UPSTREAM}")
    type Query { products(limit: Int!): [Product!]! @rest(service: "s", GET: "/products?limit={$args.limit}") }
    type Product @key(fields: "id") { id: ID! price: Int @rest(service: "s", GET: "/prices/{$keys.id}") }
    """

  @Test func refusesOperationsPastTheLimitBeforeAnyCall() async throws {
    let shop = Shop()
    let files = [SourceFile(name: "s.graphql", text: schema)]
    try await RunningGateway.with(files: files, upstream: shop, settings: ["MAX_UPSTREAM_CALLS": "11"]) { gateway in
      let refused = try await gateway.query("query { products(limit: 11) { price } }")
      #expect(refused.contains("This operation can need 12 upstream calls; at most 11 are allowed."))
      #expect(refused.contains(#""code":"TOO_MANY_UPSTREAM_CALLS""#))
      #expect(shop.count == 0)
      let allowed = try await gateway.query("query { products(limit: 10) { price } }")
      #expect(allowed.contains(#""price":7"#) && !allowed.contains("errors"))
      #expect(shop.count == 11)
    }
  }

  @Test func theDefaultIsTenThousandCallsWithUnknownListsCountedOnce() async throws {
    let shop = Shop()
    let files = [
      SourceFile(
        name: "s.graphql",
        text: schema.replacing("type Query {", with: "type Query {\n  all: [Product!]! @rest(service: \"s\", GET: \"/products\")"))
    ]
    try await RunningGateway.with(files: files, upstream: shop, settings: ["MAX_OPERATION_COST": "1000000"]) { gateway in
      let refused = try await gateway.query("query { products(limit: 10000) { price } }")
      #expect(refused.contains("This operation can need 10001 upstream calls; at most 10000 are allowed."))
      #expect(shop.count == 0)
      for allowed in ["query { products(limit: 9999) { price } }", "query { all { price } }"] {
        #expect(try await !gateway.query(allowed).contains("errors"))
      }
    }
  }

  @Test func theLimitUsesTheVariables() async throws {
    let shop = Shop()
    let files = [SourceFile(name: "s.graphql", text: schema)]
    try await RunningGateway.with(files: files, upstream: shop, settings: ["MAX_UPSTREAM_CALLS": "11"]) { gateway in
      func run(_ variables: String) async throws -> String {
        let body = #"{"query":"query($n: Int!) { products(limit: $n) { price } }","variables":\#(variables)}"#
        let response = try await gateway.send("POST", "/graphql", headers: ["content-type": "application/json"], body: body)
        return String(decoding: response.body, as: UTF8.self)
      }
      let (past, invalid) = (try await run(#"{"n":11}"#), try await run(#"{"n":"x"}"#))
      #expect(past.contains("TOO_MANY_UPSTREAM_CALLS"))
      #expect(invalid.contains("BAD_USER_INPUT"))
      #expect(shop.count == 0)
      let allowed = try await run(#"{"n":10}"#)
      #expect(allowed.contains(#""price":7"#))
    }
  }
}
