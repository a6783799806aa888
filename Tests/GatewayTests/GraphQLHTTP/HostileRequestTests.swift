import GraphTools
import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Small requests that would cost much are refused with the defaults, by a small answer, before any upstream call.
///
/// `make bench-hostile` measures their time and memory. The engine's tests count the work.
@Suite(.timeLimit(.minutes(2))) struct HostileRequestTests {
  private final class Shop: HTTPHandler {
    private let calls = Mutex(0)
    var count: Int { calls.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0 += 1 }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(#"{"id":"1"}"#.utf8))
    }
  }

  private let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
          @service(name: "s", url: "{$env.UPSTREAM}")
        type Query { me(in: In): User @rest(service: "s", GET: "/me") }
        type Mutation { login(in: In): User @rest(service: "s", POST: "/login", body: "{}") }
        input In { name: String, n: [Int], in: In }
        type User @key(fields: "id") @rest(service: "s", GET: "/users?ids={$keys.id}", batch: { by: "id" }) {
          id: ID! name(n: Int): String friends: [User!]
        }
        """)
  ]

  private static func fragments(_ count: Int, _ body: (String) -> String) -> String {
    "{ ...F0 } " + (0..<count).map { "fragment F\($0) on Query { \(body("F\($0 + 1)")) } " }.joined()
      + "fragment F\(count) on Query { __typename }"
  }

  /// Fragments on `User`, each of which spreads the next one twice.
  private static func bomb(_ count: Int) -> String {
    (0..<count).map { "fragment F\($0) on User { ...F\($0 + 1) ...F\($0 + 1) } " }.joined() + "fragment F\(count) on User { id }"
  }

  private static func repeated(_ count: Int, _ text: (Int) -> String) -> String { (0..<count).map(text).joined(separator: " ") }

  private static func nested(_ count: Int, _ open: String, _ close: String, _ inner: String = "") -> String {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  /// Code, document, variables.
  private static let requests: [(code: String, query: String, variables: String)] = [
    ("TOO_DEEP", "{ me " + nested(22, "{ friends ", " }", "{ id }") + " }", "{}"),
    ("TOO_MANY_ROOT_FIELDS", fragments(30) { "...\($0) ...\($0)" }, "{}"),
    ("TOO_MANY_SELECTIONS", "{ me { ...F0 } } " + bomb(30), "{}"),
    ("TOO_MANY_FRAGMENT_SPREADS", "{ me { " + repeated(501) { _ in "...F" } + " } } fragment F on User { id }", "{}"),
    ("TOO_MANY_ROOT_FIELDS", fragments(30) { "me { id } ...\($0) ...\($0)" }, "{}"),
    ("TOO_MANY_ROOT_FIELDS", "{ " + repeated(1000) { "a\($0): me { id name }" } + " }", "{}"),
    ("TOO_MANY_ALIASES", "{ me { " + repeated(1000) { "a\($0): friends { id }" } + " } }", "{}"),
    ("TOO_MANY_ROOT_MUTATIONS", "mutation { " + repeated(1000) { "a\($0): login { id }" } + " }", "{}"),
    ("GRAPHQL_VALIDATION_FAILED", "{ me { " + repeated(1600) { "name(n: \($0))" } + " } }", "{}"),
    ("TOO_MANY_TOKENS", "{ me { " + repeated(5000) { "name(n: \($0))" } + " } }", "{}"),
    ("TOO_DEEP", nested(100_000, "{ me ", "}"), "{}"),
    ("TOO_DEEP", "{ me(in: { n: " + nested(100_000, "[", "]") + " }) { id } }", "{}"),
    ("TOO_DEEP", "{ me(in: " + nested(100_000, "{ in: ", "}", "1") + ") { id } }", "{}"),
    ("TOO_DEEP", "query($v: " + nested(100_000, "[", "]", "Int") + ") { me { id } }", "{}"),
    (
      "GRAPHQL_VALIDATION_FAILED",
      "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } "
        + "fragment U on __Type { fields { type { fields { type { name } } } } }", "{}"
    ),
    ("GRAPHQL_VALIDATION_FAILED", "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }", "{}"),
    ("TOO_MANY_DIRECTIVES", "{ me { " + repeated(1000) { _ in "id @include(if: true)" } + " } }", "{}"),
    (
      "VARIABLES_TOO_LARGE", "query(" + repeated(50) { "$v\($0): [Int]" } + ") { me { id } }",
      "{" + (0..<50).map { "\"v\($0)\":[\(String(repeating: "1,", count: 9999))1]" }.joined(separator: ",") + "}"
    ),
    (
      "VARIABLES_TOO_LARGE", "mutation($i: In) { login(in: $i) { id } }",
      #"{"i":{"# + (0..<60_000).map { "\"x\($0)\":1" }.joined(separator: ",") + "}}"
    ),
    (
      "LIST_TOO_LONG", "query($i: In) { me(in: $i) { id } }", "{\"i\":{\"n\":[\(String(repeating: "1,", count: 1000))1]}}"
    ),
    ("LIST_TOO_LONG", "{ me(in: { n: [\(String(repeating: "1,", count: 1001))] }) { id } }", "{}"),
    ("INVALID_JSON", "{ me { id } }", nested(100_000, "[", "]")), ("INVALID_JSON", "{ me { id } }", nested(100_000, #"{"a":"#, "}", "1")),
  ]

  @Test(arguments: requests.indices) func isRefusedBeforeAnyCall(index: Int) async throws {
    let shop = Shop()
    try await RunningGateway.with(files: files, upstream: shop) { (gateway: RunningGateway) async throws in
      let (code, query, variables) = Self.requests[index]
      let body = #"{"query":"\#(query)","variables":\#(variables)}"#
      // The second time the refusal may be remembered.
      for _ in 0..<2 {
        let response = try await gateway.send("POST", "/graphql", headers: ["content-type": "application/json"], body: body)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix(#"{"errors":["#) && text.contains("\"code\":\"\(code)\""), "\(text.prefix(300))")
        #expect(text.utf8.count < 100_000 && !text.contains("\"data\""))
      }
      #expect(shop.count == 0)
      #expect(try await gateway.query("{ me { id } }") == #"{"data":{"me":{"id":"1"}}}"#)
    }
  }
}
