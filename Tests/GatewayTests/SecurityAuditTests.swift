import GraphTools
import HTTPCore
import Synchronization
import Testing

@testable import Gateway

/// What tools and lists look for in a GraphQL server, against the production mode. Each case is named as its source names it.
///
/// Sources: the tests of graphql-cop; the OWASP GraphQL Cheat Sheet.
@Suite(.timeLimit(.minutes(2))) struct SecurityAuditTests {
  /// Counts its calls. `/broken` fails with details that no client may see.
  private final class Service: HTTPHandler {
    private let calls = Mutex(0)
    var count: Int { calls.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.withLock { $0 += 1 }
      let json: HTTPFields = ["content-type": "application/json", "server": "inner/1.2", "x-powered-by": "inner"]
      guard request.path != "/broken" else {
        let body = #"{"message":"select failed at db-7.internal","stack":"at Pool.swift:12","exception":"PSQL"}"#
        return HTTPResponse(status: .internalServerError, headers: json, body: Array(body.utf8))
      }
      return HTTPResponse(status: .ok, headers: json, body: Array(#"{"id":"1","name":"Ada"}"#.utf8))
    }
  }

  private static let files = [
    SourceFile(
      name: "s.graphql",
      text: """
        extend schema @service(name: "s", url: "{$env.UPSTREAM}", retry: { attempts: 1, budgetPercent: 0 })
        type Query {
          user(name: String): User @rest(service: "s", GET: "/user")
          broken: User @rest(service: "s", GET: "/broken")
        }
        type Mutation { login(password: String): User @rest(service: "s", POST: "/login", body: "{}") }
        type User { id: ID name: String friend: User }
        """)
  ]

  struct Probe: Sendable, CustomTestStringConvertible {
    let name: String
    var method = "POST"
    var target = "/graphql"
    var headers: HTTPFields = ["content-type": "application/json"]
    var body = ""
    /// Whether the response shows the weakness.
    let isFound: @Sendable (HTTPResponse, String) -> Bool

    var testDescription: String { name }
  }

  private static func json(_ query: String) -> String { #"{"query":"\#(query)"}"# }

  private static func query(_ name: String, _ text: String, _ isFound: @escaping @Sendable (HTTPResponse, String) -> Bool = hasData)
    -> Probe
  {
    Probe(name: name, body: json(text), isFound: isFound)
  }

  private static let hasData: @Sendable (HTTPResponse, String) -> Bool = { $1.contains("\"data\"") }

  private static func has(_ texts: String...) -> @Sendable (HTTPResponse, String) -> Bool {
    { _, text in texts.contains { text.lowercased().contains($0.lowercased()) } }
  }

  private static let probes: [Probe] =
    [
      query("alias_overloading", "query { " + (0...100).map { "alias\($0): __typename" }.joined(separator: " ") + " }"),
      Probe(
        name: "batch_query", body: "[" + Array(repeating: json("query { __typename }"), count: 10).joined(separator: ",") + "]",
        isFound: hasData),
      query("directive_overloading", "query { __typename " + String(repeating: "@aa", count: 500) + " }") { _, text in
        text.ranges(of: "\"message\"").count > 3
      },
      query(
        "circular_query_introspection", "query { __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"),
      query("field_duplication", "query { " + String(repeating: "__typename ", count: 500) + "}"),
      query("introspection", "query { __schema { types { name fields { name } } } }"),
      query("introspection of one type", #"query { __type(name: \"User\") { name } }"#),
      query("field_suggestions", "query { __schema { directive } }", has("did you mean", "directives")),
      query("field_suggestions of a field", "query { usr { name } }", has("did you mean", "\\\"user")),
      query("trace_mode", "query { __typename }", has("tracing", "extensions", "\"plan\"", "fetches")),
      query("unhandled_error_detection", "qwerty cop { abc }", has("exception", "stack", ".swift")),
      query("errors of upstreams", "query { broken { id } }", has("db-7", "select", "stack", "psql", "127.0.0.1", "/broken")),
      query("detailed errors of variables", "query($a: Int!) { user(name: $a) { id } }", has("User", "String", "Int")),
      Probe(
        name: "get_method_support", method: "GET", target: "/graphql?query=%7B__typename%7D", headers: ["sec-fetch-site": "cross-site"],
        isFound: hasData),
      Probe(
        name: "get_method_support without a browser's headers", method: "GET", target: "/graphql?query=%7B__typename%7D", headers: [:],
        isFound: hasData),
      Probe(
        name: "get_based_mutation", method: "GET", target: "/graphql?query=mutation%7Blogin%7Bid%7D%7D",
        headers: ["apollo-require-preflight": "1"], isFound: hasData),
      Probe(
        name: "post_based_csrf", headers: ["content-type": "application/x-www-form-urlencoded"], body: "query=%7B__typename%7D",
        isFound: hasData),
      Probe(name: "post_based_csrf as text", headers: ["content-type": "text/plain"], body: json("{ __typename }"), isFound: hasData),
      Probe(
        name: "post_based_csrf as a form", headers: ["content-type": "multipart/form-data; boundary=x"],
        body: "--x\r\nContent-Disposition: form-data; name=\"query\"\r\n\r\n{__typename}\r\n--x--\r\n", isFound: hasData),
      Probe(name: "metrics", method: "GET", target: "/metrics", headers: [:], isFound: has("# HELP", "gateway_")),
    ]
    + ["/", "/graphql", "/graphiql", "/playground", "/console", "/altair", "/voyager", "/explorer.js"].map { path in
      Probe(
        name: "detect_graphiql at \(path)", method: "GET", target: path, headers: ["accept": "text/html"],
        isFound: has("<html", "graphiql", "playground", "apollo sandbox", "fetch("))
    } + [
      query(
        "OWASP: brute force by aliases",
        "mutation { " + (0..<11).map { #"a\#($0): login(password: \"\#($0)\") { id }"# }.joined(separator: " ") + " }"),
      query(
        "OWASP: deep queries", "{ user " + String(repeating: "{ friend ", count: 15) + "{ id }" + String(repeating: " }", count: 15) + " }"),
      query("OWASP: wide queries", "{ user { " + (0..<1000).map { "a\($0): name" }.joined(separator: " ") + " } }"),
      query("OWASP: fragment cycles", "{ user { ...A } } fragment A on User { friend { ...A } }"),
    ]

  @Test(arguments: probes) func nothingIsFound(probe: Probe) async throws {
    let service = Service()
    try await RunningGateway.with(files: Self.files, upstream: service, settings: ["TRELLIS_ENV": "production"]) {
      (gateway: RunningGateway) async throws in
      let response = try await gateway.send(probe.method, probe.target, headers: probe.headers, body: probe.body)
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(!probe.isFound(response, text), "\(response.status.code) \(text.prefix(400))")
      #expect(response.headers["server"] == nil && response.headers["x-powered-by"] == nil)
      #expect(service.count == (probe.name == "errors of upstreams" ? 1 : 0))
      // What is asked for properly is answered.
      #expect(try await gateway.query("{ user { name } }") == #"{"data":{"user":{"name":"Ada"}}}"#)
    }
  }
}
