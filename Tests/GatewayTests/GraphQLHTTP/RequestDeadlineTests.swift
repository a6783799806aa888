import GraphTools
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// The time that an operation may take, whatever its calls take.
@Suite(.timeLimit(.minutes(1))) struct RequestDeadlineTests {
  /// Answers `/hangs` only when it is released, and counts the calls by path.
  private final class Shop: HTTPHandler {
    private let calls = Mutex<[String: Int]>([:])
    private let isReleased = Mutex(false)

    func count(_ path: String) -> Int { calls.withLock { $0[path] ?? 0 } }
    func release() { isReleased.withLock { $0 = true } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0[request.path, default: 0] += 1 }
      if request.path == "/hangs" { try? await eventually("the release") { isReleased.withLock { $0 } } }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(#"{"id":"1"}"#.utf8))
    }
  }

  private let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
          @service(name: "s", url: "{$env.UPSTREAM}", timeoutMs: 600000)
        type Query { quick: Thing @rest(service: "s", GET: "/quick") hangs: Thing @rest(service: "s", GET: "/hangs") }
        type Mutation { hangs: Thing @rest(service: "s", POST: "/hangs", body: "{}") second: Thing @rest(service: "s", POST: "/second", body: "{}") }
        type Thing @key(fields: "id") { id: ID! more: Thing @rest(service: "s", GET: "/more/{$keys.id}") }
        """)
  ]

  @Test func callsWaitNoLongerThanTheOperationMayTake() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop, settings: ["REQUEST_DEADLINE_MS": "200"]) {
      (gateway: RunningGateway) async throws in
      let late = try await gateway.query("{ quick { more { id } } hangs { id } }")
      #expect(late.contains(#""code":"DEADLINE_EXCEEDED""#) && late.hasSuffix(#""data":null}"#), "\(late)")
      #expect(try await gateway.query("{ hangs { id } }").contains(#""code":"TIMEOUT""#))
      shop.release()
    }
    #expect(shop.count("/hangs") == 2 && shop.count("/more/1") == 0)
  }

  @Test func aMutationEndsItsFieldAndBeginsNoFurtherOne() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop, settings: ["REQUEST_DEADLINE_MS": "200"]) {
      (gateway: RunningGateway) async throws in
      let late = try await gateway.query("mutation { hangs { id } second { id } }")
      #expect(
        late.contains(#""code":"TIMEOUT""#) && late.contains(#"\"Mutation.second\" was not executed. The request took longer"#), "\(late)")
      shop.release()
    }
    #expect(shop.count("/hangs") == 1 && shop.count("/second") == 0)
  }
}
