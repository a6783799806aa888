import GraphTools
import HTTPClient
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What happens when the client closes the connection while its operation is executed.
@Suite struct ClientLeavesTests {
  /// Answers `/first` only when it is released or cut, and counts the calls by path, and those that the gateway has cut.
  private final class Shop: HTTPHandler {
    private let calls = Mutex<[String: Int]>([:])
    private let isReleased = Mutex(false)
    private let cut = Mutex(0)

    var cuts: Int { cut.withLock { $0 } }
    func count(_ path: String) -> Int { calls.withLock { $0[path] ?? 0 } }
    func release() { isReleased.withLock { $0 = true } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0[request.path, default: 0] += 1 }
      if request.path == "/first" {
        try? await eventually("the release") { isReleased.withLock { $0 } || request.client?.hasLeft == true }
        if request.client?.hasLeft == true { cut.withLock { $0 += 1 } }
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

  /// Sends a query, and leaves when its call has arrived.
  private func leave(_ query: String, _ gateway: RunningGateway, _ shop: Shop) async {
    let request = HTTPRequest(
      method: .post, target: "/graphql", headers: ["content-type": "application/json"], body: Array(#"{"query":"\#(query)"}"#.utf8))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = try? await gateway.client.execute(request, to: gateway.url, timeout: .seconds(20)) }
      try? await eventually("the first call") { shop.count("/first") == 1 }
      group.cancelAll()
    }
  }

  @Test func theCallOfAQueryIsCut() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      await leave("{ first { more { id } } }", gateway, shop)
      try await eventually("the call is cut") { shop.cuts == 1 }
      #expect(shop.count("/first") == 1)
      #expect(shop.count("/more/1") == 0)
    }
  }

  @Test func theCallOfAMutationIsNotCut() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      await leave("mutation { first { more { id } } second { id } }", gateway, shop)
      shop.release()
      try await eventually("the end of the field") { shop.count("/more/1") == 1 }
      #expect(shop.cuts == 0)
      #expect(shop.count("/second") == 0)
    }
  }

  /// The operation is executed once, for the client that stays.
  @Test func aQueryThatAnotherClientWaitsForGoesOn() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      async let answer = {
        try await eventually("the first call") { shop.count("/first") == 1 }
        return try await gateway.query("{ first { more { id } } }")
      }()
      await withTaskGroup(of: Void.self) { group in
        group.addTask { _ = try? await gateway.query("{ first { more { id } } }") }
        try? await eventually("both wait") {
          String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self).contains("gateway_http_requests_in_flight 2")
        }
        group.cancelAll()
      }
      shop.release()
      _ = try await answer
      #expect(shop.cuts == 0)
      #expect(shop.count("/first") == 1)
      #expect(shop.count("/more/1") == 1)
    }
  }
}
