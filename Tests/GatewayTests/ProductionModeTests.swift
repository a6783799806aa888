import HTTPCore
import Testing

@testable import Gateway
@testable import GraphTools

/// `TRELLIS_ENV=production`: what is off unless it is set.
@Suite struct ProductionModeTests {
  /// A service whose failures have details in their bodies.
  private struct Failing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let body = #"{"message": "relation users does not exist at db-7.internal", "shown": "Try later."}"#
      return HTTPResponse(status: .internalServerError, headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
  }

  private static let schema = SourceFile(
    name: "s.graphql",
    text: """
      extend schema @service(name: "s", url: "{$env.UPSTREAM}", retry: { attempts: 1, budgetPercent: 0 })
      type Query {
        user(filter: Filter): User @rest(service: "s", GET: "/user")
        mapped: User @rest(service: "s", GET: "/mapped", errors: { message: "shown" })
      }
      type User { name: String }
      input Filter { id: ID!, colour: Colour }
      enum Colour { RED GREEN }
      """)

  private func with(_ settings: [String: String], _ body: @escaping @Sendable (RunningGateway) async throws -> Void) async throws {
    let all = ["TRELLIS_ENV": "production"].merging(settings) { $1 }
    try await RunningGateway.with(files: [Self.schema], upstream: Failing(), settings: all, body)
  }

  @Test func introspectionIsOff() async throws {
    try await with([:]) { gateway in
      for query in [
        "{ __schema { types { name } } }", "{ __type(name: \"User\") { name } }",
        "{ ...F } fragment F on Query { __schema { __typename } }",
      ] {
        let answer = try await gateway.query(query)
        #expect(answer.contains("INTROSPECTION_DISABLED") && !answer.contains("\"data\""), "\(answer)")
      }
      #expect(try await gateway.query("{ __typename }") == #"{"data":{"__typename":"Query"}}"#)
    }
    try await with(["INTROSPECTION": "true"]) { gateway in
      let answer = try await gateway.query("{ __type(name: \"User\") { name } }")
      #expect(answer == #"{"data":{"__type":{"name":"User"}}}"#)
    }
  }

  /// Names that a client guesses, and what a message would tell about them.
  private static let guesses = [
    "{ usr { name } }", "{ user { nme } }", "{ user }", "{ user(filtr: {}) { name } }", "{ user(filter: {}) { name } }",
    "{ user(filter: { id: 1, colour: REDD }) { name } }", "{ user { name { x } } }", "query ($f: Filtr) { user(filter: $f) { name } }",
    "{ user { ... on Usr { name } } }", "{ user @inclde(if: true) { name } }", "query ($f: String) { user(filter: $f) { name } }",
  ]
  private static let names = ["Did you mean", "User", "Filter", "Colour", "RED", "name\\\"", "include"]

  @Test func errorsNameNothingOfTheSchema() async throws {
    try await with([:]) { gateway in
      for guess in Self.guesses {
        let answer = try await gateway.query(guess)
        #expect(
          answer
            == #"{"errors":[{"message":"The operation is not valid for the schema.","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}"#,
          "\(guess)")
      }
      for variables in [#"{"f": {}}"#, #"{"f": {"id": 1, "colour": "REDD"}}"#, #"{"f": {"id": 1, "x": 1}}"#, #"{"f": 7}"#] {
        let body = #"{"query": "query ($f: Filter) { user(filter: $f) { name } }", "variables": \#(variables)}"#
        let response = try await gateway.send("POST", "/graphql", headers: ["content-type": "application/json"], body: body)
        let answer = String(decoding: response.body, as: UTF8.self)
        #expect(answer.contains("BAD_USER_INPUT"), "\(answer)")
        for name in Self.names { #expect(!answer.contains(name), "\(answer)") }
      }
      // A syntax error is the client's own.
      #expect(try await gateway.query("{ user").contains("Syntax Error"))
    }
  }

  @Test func explanationsAndSuggestionsAreSetOneByOne() async throws {
    try await with(["ERROR_EXPLANATIONS": "true"]) { gateway in
      let answer = try await gateway.query("{ usr { name } }")
      #expect(answer.contains("Cannot query field") && !answer.contains("Did you mean"), "\(answer)")
      for guess in Self.guesses { #expect(try await !gateway.query(guess).contains("Did you mean")) }
    }
    try await with(["ERROR_EXPLANATIONS": "true", "SUGGESTIONS": "true"]) { gateway in
      let answer = try await gateway.query("{ usr { name } }")
      #expect(answer.contains("Did you mean"))
    }
  }

  @Test func theExplorerIsOff() async throws {
    try await with([:]) { gateway in
      for path in ["/", "/explorer.js", "/explorer.css"] { #expect(try await gateway.send("GET", path).status == .notFound) }
      // A browser is not sent there.
      let visit = try await gateway.send("GET", "/graphql", headers: ["accept": "text/html,*/*", "apollo-require-preflight": "1"])
      #expect(visit.status == .badRequest)
    }
    try await with(["EXPLORER": "true"]) { gateway in
      let page = try await gateway.send("GET", "/")
      #expect(page.status == .ok)
    }
  }

  @Test func metricsAreNotOnThePublicPort() async throws {
    try await with([:]) { gateway in
      let response = try await gateway.send("GET", "/metrics")
      #expect(response.status == .notFound)
    }
  }

  @Test func responseExtensionsAreOff() async throws {
    try await with([:]) { gateway in
      let answer = try await gateway.query("{ user { name } }", headers: ["trellis-include-extensions": "plan, fetches"])
      #expect(!answer.contains("\"plan\""))
    }
    try await with(["GRAPHQL_EXTENSIONS": "true"]) { gateway in
      let answer = try await gateway.query("{ user { name } }", headers: ["trellis-include-extensions": "plan"])
      #expect(answer.contains("\"plan\""))
    }
  }

  @Test func messagesOfServicesAreHiddenUnlessTheyAreMapped() async throws {
    try await with([:]) { gateway in
      let hidden = try await gateway.query("{ user { name } }")
      #expect(hidden.contains("UPSTREAM_ERROR") && !hidden.contains("relation") && !hidden.contains("internal"), "\(hidden)")
      #expect(try await gateway.query("{ mapped { name } }").contains("Try later."))
    }
  }

  @Test func aGetNeedsAHeaderThatCausesAPreflight() async throws {
    try await with([:]) { gateway in
      let target = "/graphql?query=%7B__typename%7D"
      let refused = try await gateway.send("GET", target)
      #expect(refused.status == .badRequest)
      #expect(String(decoding: refused.body, as: UTF8.self).contains("CSRF_REFUSED"))
      #expect(try await gateway.send("GET", target, headers: ["apollo-require-preflight": "1"]).status == .ok)
    }
    try await with(["REQUIRE_PREFLIGHT": "false"]) { gateway in
      let response = try await gateway.send("GET", "/graphql?query=%7B__typename%7D")
      #expect(response.status == .ok)
    }
  }

  @Test(arguments: ["production", "staging", "prodution"]) func sampleSecretsThatAreUsedStopTheStart(mode: String) throws {
    let sample = "change-me-override-secret"
    #expect {
      try GatewayConfiguration(environment: ["TRELLIS_ENV": mode, "TRUSTED_DOCUMENTS_OVERRIDE": sample])
    } throws: { "\($0)".hasPrefix("TRUSTED_DOCUMENTS_OVERRIDE is the sample secret") && !"\($0)".contains(sample) }
    _ = try GatewayConfiguration(environment: ["TRELLIS_ENV": "development", "TRUSTED_DOCUMENTS_OVERRIDE": sample])
    // The gateway does not use this one.
    _ = try GatewayConfiguration(environment: ["TRELLIS_ENV": mode, "ARBITRARY_SECRET": "change-me"])
  }

  @Test func commandsExplainErrors() throws {
    let engine = try GatewayConfiguration(environment: ["TRELLIS_ENV": "production"]).commandEngine
    #expect(engine.explainsErrors && engine.validation.suggestsNames && engine.showsInputValues)
    #expect(!engine.validation.allowsIntrospection)
  }

  @Test(arguments: [("", true), ("development", true), ("production", false), ("staging", false)])
  func otherModesShowThem(mode: String, isShown: Bool) throws {
    let configuration = try GatewayConfiguration(environment: ["TRELLIS_ENV": mode])
    #expect(configuration.showsExplorer == isShown)
    #expect(configuration.engine.validation.allowsIntrospection == isShown)
    #expect(configuration.engine.validation.suggestsNames == isShown)
    #expect(configuration.engine.explainsErrors == isShown)
    #expect(configuration.requiresPreflight == !isShown)
    #expect(configuration.allowsExtensions == (mode == "development"))
  }
}
