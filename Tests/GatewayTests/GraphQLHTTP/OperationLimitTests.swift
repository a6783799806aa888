import GraphTools
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// The limits of operations as the gateway has them: on by default, settable, and before any call.
@Suite struct OperationLimitTests {
  /// Customers with two orders each; each order has its customer. Counts its calls.
  private final class Shop: HTTPHandler {
    private let calls = Mutex(0)

    var count: Int { calls.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      if request.path == "/health" { return HTTPResponse(status: .ok) }
      calls.withLock { $0 += 1 }
      let body =
        switch request.path {
        case "/orders": #"[{"id":"1","customer":"1","user":"1"},{"id":"2","customer":"1","user":"1"}]"#
        default: #"{"id":"1","name":"Ada"}"#
        }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
  }

  private let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
          @service(name: "s", url: "{$env.UPSTREAM}")
        type Query { me: User @rest(service: "s", GET: "/me") }
        type Mutation { order(note: String, in: In): Order @rest(service: "s", POST: "/orders/new", body: "{}") }
        input In { email: String password: Int kind: Kind }
        enum Kind { A B }
        type User @key(fields: "id") @rest(service: "s", GET: "/users/{$keys.id}") {
          id: ID! name: String
          orders: [Order!] @rest(service: "s", GET: "/orders?user={$keys.id}")
        }
        type Order @key(fields: "id") { id: ID! user: User }
        """)
  ]

  private func nested(_ levels: Int) -> String {
    "{ me { " + (0..<levels).reduce("id") { inner, _ in "orders { user { \(inner) } }" } + " } }"
  }

  @Test func aNestedQueryThatDoublesIsRefusedByItsDepthBeforeAnyCall() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      let refused = try await gateway.query(nested(11))
      #expect(refused.contains(#""code":"TOO_DEEP""#) && !refused.contains("data"))
      #expect(shop.count == 0)
      let allowed = try await gateway.query("{ me { orders { user { orders { user { id } } } } } }")
      #expect(!allowed.contains("errors"))
    }
  }

  @Test func aNestedQueryThatDoublesIsBoundedByItsObjects() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop, settings: ["MAX_DEPTH": "100", "MAX_OBJECTS": "2000"]) {
      (gateway: RunningGateway) async throws in
      let refused = try await gateway.query(nested(22))
      #expect(refused.contains(#""code":"TOO_MANY_OBJECTS""#) && refused.hasSuffix(#""data":null}"#) && refused.utf8.count < 500)
    }
  }

  @Test func aNestedQueryThatDoublesIsBoundedByItsBytes() async throws {
    let shop = Shop()
    let settings = ["MAX_DEPTH": "100", "MAX_RESPONSE_BYTES": "10000"]
    try await RunningGateway.with(files: files, upstream: shop, settings: settings) { (gateway: RunningGateway) async throws in
      let refused = try await gateway.query(nested(11))
      #expect(refused.contains(#""code":"RESPONSE_TOO_LARGE""#) && refused.hasSuffix(#""data":null}"#) && refused.utf8.count < 500)
    }
  }

  @Test(arguments: [
    ("MAX_DEPTH", "TOO_DEEP", "{ me { id } }", "{ me { orders { id } } }"),
    ("MAX_ALIASES", "TOO_MANY_ALIASES", "{ a: me { b: id } }", "{ a: me { b: id c: id } }"),
    ("MAX_ROOT_FIELDS", "TOO_MANY_ROOT_FIELDS", "{ me { id } __typename }", "{ me { id } __typename __typename }"),
    (
      "MAX_DIRECTIVES", "TOO_MANY_DIRECTIVES", "{ me @skip(if: false) { id @skip(if: false) } }",
      "{ me @skip(if: false) @include(if: true) { id @skip(if: false) } }"
    ),
    ("MAX_TOKENS", "TOO_MANY_TOKENS", "{}", "{ me }"),
  ])
  func theSettingIsTheLimit(setting: String, code: String, allowed: String, refused: String) async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop, settings: [setting: "2"]) { (gateway: RunningGateway) async throws in
      #expect(try await !gateway.query(allowed).contains(code))
      let calls = shop.count
      #expect(try await gateway.query(refused).contains("\"code\":\"\(code)\""))
      #expect(shop.count == calls)
    }
  }

  @Test func aMutationHasAtMostTenRootFields() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      func mutation(_ count: Int) -> String { "mutation { " + (0..<count).map { "m\($0): order { id }" }.joined(separator: " ") + " }" }
      #expect(try await gateway.query(mutation(11)).contains("TOO_MANY_ROOT_MUTATIONS"))
      #expect(shop.count == 0)
      #expect(try await !gateway.query(mutation(10)).contains("errors"))
      #expect(shop.count == 10)
    }
  }

  @Test func aMutationIsSentWholeWhateverTheLimitOfItsAnswer() async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop, settings: ["MAX_RESPONSE_BYTES": "10"]) {
      (gateway: RunningGateway) async throws in
      let text = try await gateway.query("mutation { a: order { id } b: order { id } c: order { id } }")
      #expect(shop.count == 3)
      #expect(text.contains("\\\"Mutation.order\\\" was executed, but its result is left out.") && text.contains("RESPONSE_TOO_LARGE"))
    }
  }

  // MARK: Values in messages

  private func send(_ gateway: RunningGateway, _ query: String, _ variables: String = "{}") async throws -> String {
    let body = #"{"query":"\#(query.replacing("\"", with: "\\\""))","variables":\#(variables)}"#
    let response = try await gateway.send("POST", "/graphql", headers: ["content-type": "application/json"], body: body)
    return String(decoding: response.body, as: UTF8.self)
  }

  private static let leaks: [(query: String, variables: String)] = [
    ("mutation($i: In) { order(in: $i) { id } }", #"{"i":{"email":"hunter2","password":"hunter2"}}"#),
    ("mutation($i: In) { order(in: $i) { id } }", #"{"i":"hunter2"}"#),
    ("mutation($i: In) { order(in: $i) { id } }", #"{"i":{"kind":"hunter2"}}"#),
    ("mutation($i: In) { order(in: $i) { id } }", #"{"i":{"email":"hunter2","other":1}}"#),
    ("mutation($n: String) { order(note: $n) { id } }", #"{"n":["hunter2"]}"#),
    (#"mutation { order(in: { email: "hunter2", password: "hunter2" }) { id } }"#, "{}"),
    (#"mutation { order(in: "hunter2") { id } }"#, "{}"),
    (#"mutation { order(in: { kind: "hunter2" }) { id } }"#, "{}"),
    (#"mutation { order(in: { kind: hunter2 }) { id } }"#, "{}"),
    (#"mutation { order(note: ["hunter2"]) { id } }"#, "{}"),
    (#"mutation { order "hunter2" }"#, "{}"),
    (#"mutation { order(note: "a" "hunter2") { id } }"#, "{}"),
  ]

  @Test(arguments: leaks) func valuesDoNotAppearInMessages(query: String, variables: String) async throws {
    try await RunningGateway.with(files: files, upstream: Shop()) { (gateway: RunningGateway) async throws in
      let text = try await send(gateway, query, variables)
      #expect(text.contains(#"{"errors":[{"message":"#) && !text.contains("hunter2"), "\(text)")
    }
  }

  @Test func aMessageNamesThePathAndTheExpectedType() async throws {
    try await RunningGateway.with(files: files, upstream: Shop()) { (gateway: RunningGateway) async throws in
      let (query, variables) = Self.leaks[0]
      #expect(
        try await send(gateway, query, variables).contains(
          #"Variable \"$i\" got an invalid value at \"i.password\"; Int cannot represent non-integer value."#))
    }
  }

  @Test func valuesAppearInMessagesInDevelopment() async throws {
    try await RunningGateway.with(files: files, upstream: Shop(), settings: ["TRELLIS_ENV": "development"]) {
      (gateway: RunningGateway) async throws in
      for (query, variables) in Self.leaks.prefix(1) + Self.leaks[5...5] {
        #expect(try await send(gateway, query, variables).contains("hunter2"))
      }
    }
  }

  @Test(arguments: ["development", "production"]) func manyUnknownMembersAreAnsweredInFewBytes(mode: String) async throws {
    try await RunningGateway.with(files: files, upstream: Shop(), settings: ["TRELLIS_ENV": mode]) {
      (gateway: RunningGateway) async throws in
      let members = (0..<40_000).map { "\"unknown\($0)\":1" }.joined(separator: ",")
      let text = try await send(gateway, "mutation($i: In) { order(in: $i) { id } }", #"{"i":{\#(members)}}"#)
      #expect(text.contains("BAD_USER_INPUT") && text.utf8.count < 100_000)
    }
  }

  @Test func theOperationCacheIsSettableAndCounted() async throws {
    try await RunningGateway.with(files: files, upstream: Shop(), settings: ["OPERATION_CACHE_BYTES": "10000"]) {
      (gateway: RunningGateway) async throws in
      for index in 0..<10 { _ = try await gateway.query("{ me { a\(index): id } }") }
      _ = try await gateway.query("{ me { a9: id } }")
      let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
      #expect(page.contains(#"gateway_operation_cache_lookups_total{result="hit"} 1"#))
      #expect(page.contains(#"gateway_operation_cache_lookups_total{result="miss"} 10"#))
      func value(_ name: String) -> Int? {
        page.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Int($0.dropFirst(name.count + 1)) }
      }
      let (entries, bytes, evictions) = (
        try #require(value("gateway_operation_cache_entries")), try #require(value("gateway_operation_cache_bytes")),
        try #require(value("gateway_operation_cache_evictions_total"))
      )
      #expect(entries + evictions == 10 && evictions > 0 && (1...10_000).contains(bytes))
    }
  }
}
