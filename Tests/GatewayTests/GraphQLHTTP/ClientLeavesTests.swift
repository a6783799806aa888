import GraphTools
import HTTPClient
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What happens when the client closes the connection while its operation is executed.
@Suite struct ClientLeavesTests {
  /// Answers `/first` only when it is released, and counts the calls by path.
  private final class Shop: HTTPHandler {
    private let calls = Mutex<[String: Int]>([:])
    private let isReleased = Mutex(false)

    func count(_ path: String) -> Int { calls.withLock { $0[path] ?? 0 } }
    func release() { isReleased.withLock { $0 = true } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0[request.path, default: 0] += 1 }
      if request.path == "/first" {
        try? await eventually("the release") { isReleased.withLock { $0 } }
      }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(#"{"id":"1"}"#.utf8))
    }
  }

  private let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
          @service(name: "s", url: "{$env.UPSTREAM}", timeoutMs: 9000)
        type Query { first: Thing @rest(service: "s", GET: "/first") }
        type Mutation {
          first: Thing @rest(service: "s", POST: "/first", body: "{}")
          second: Thing @rest(service: "s", POST: "/second", body: "{}")
        }
        type Thing @key(fields: "id") { id: ID! more: Thing @rest(service: "s", GET: "/more/{$keys.id}") }
        """)
  ]

  @Test(arguments: [("{ first { more { id } } }", 0, 0), ("mutation { first { more { id } } second { id } }", 1, 0)])
  func whatHasNotBegunIsNotBegun(query: String, more: Int, second: Int) async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      let request = HTTPRequest(
        method: .post, target: "/graphql", headers: ["content-type": "application/json"], body: Array(#"{"query":"\#(query)"}"#.utf8))
      await withTaskGroup(of: Void.self) { group in
        group.addTask { _ = try? await gateway.client.execute(request, to: gateway.url, timeout: .seconds(20)) }
        try? await eventually("the first call") { shop.count("/first") == 1 }
        // The client closes the connection of a request that is cancelled.
        group.cancelAll()
      }
      #expect(shop.count("/first") == 1)
      shop.release()
      try await eventually("the end of the operation") {
        String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
          .contains(#"gateway_http_requests_total{route="graphql",status="200"} 1"#)
      }
      #expect(shop.count("/more/1") == more)
      #expect(shop.count("/second") == second)
    }
  }
}
