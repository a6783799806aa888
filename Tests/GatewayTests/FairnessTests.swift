import GraphTools
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What one request costs does not keep its event loop from others: the gateway of these tests has one loop.
@Suite struct FairnessTests {
  /// Answers `/many` with a list of small objects.
  private final class Warehouse: HTTPHandler {
    private let items: Int
    private let answered = Mutex(false)

    init(items: Int) { self.items = items }

    var hasAnswered: Bool { answered.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let body = "[" + (0..<items).map { #"{"id":\#($0)}"# }.joined(separator: ",") + "]"
      answered.withLock { $0 = true }
      return HTTPResponse(headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
  }

  private let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") @service(name: "s", url: "{$env.UPSTREAM}", timeoutMs: 9000)
        type Query { many: [Item!]! @rest(service: "s", GET: "/many") }
        type Item { id: Int! }
        """)
  ]

  /// Sends one request, and requests for the process's health meanwhile. Returns the response, and how many of those were answered after
  /// `hasBegun` and before it.
  private func neighbours(
    of gateway: RunningGateway, _ body: String, while hasBegun: @escaping @Sendable () -> Bool
  ) async throws -> (response: HTTPResponse, answered: Int) {
    return try await withThrowingTaskGroup(of: HTTPResponse?.self) { group in
      let over = Over()
      group.addTask {
        defer { over.set() }
        return try await gateway.send("POST", "/graphql", headers: ["content-type": "application/json"], body: body)
      }
      var answered = 0
      while !over.isSet {
        let counts = hasBegun()
        let health = try await gateway.send("GET", "/health")
        #expect(health.status == .ok)
        if counts, !over.isSet { answered += 1 }
      }
      guard let response = try await group.next() ?? nil else { throw NoResponse() }
      return (response, answered)
    }
  }

  private struct NoResponse: Error {}

  private final class Over: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
  }

  @Test func aLongListDoesNotHoldTheLoop() async throws {
    let warehouse = Warehouse(items: 150_000)
    try await RunningGateway.with(files: files, upstream: warehouse) { (gateway: RunningGateway) async throws in
      let (response, answered) = try await neighbours(of: gateway, #"{"query":"{many{id}}"}"#) { warehouse.hasAnswered }
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(text.hasPrefix(#"{"data":{"many":[{"id":0},{"id":1},"#))
      #expect(text.hasSuffix(#"{"id":149999}]}}"#))
      // Completion takes some hundred milliseconds in a debug build, and the answer to one of these requests a few. A held loop answers none of
      // them but one that it has already received.
      #expect(answered >= 2)
    }
  }
}
