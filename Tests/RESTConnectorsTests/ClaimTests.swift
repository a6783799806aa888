import GraphQLExecution
import GraphQLFederation
import HTTPCore
import JSON
import RESTConnectors
import Testing
import Upstreams

/// `{$claims…}`: what the verified claims of the caller become in a call, and that there is no call without them.
@Suite struct ClaimTests {
  private static var verifying: UpstreamOptions {
    var options = UpstreamOptions()
    options.verifiesTokens = true
    return options
  }

  private static func caller(_ claims: String?) throws -> ExecutionContext {
    ExecutionContext(claims: try claims.map { CallerClaims(try JSONDocument(parsing: $0).root) })
  }

  private static let claims =
    #"{"sub":"u/1","n":7,"org":{"id":"o-1","teams":["a b","c"]},"https://example.com/tenant":"t","list":[1,2],"object":{"a":[1]}}"#

  private static let types = "type A @key(fields: \"id\") { id: ID! }"

  // MARK: sent

  @Test(arguments: [
    ("GET: \"/a/{$claims.sub}\"", "GET http://up/a/u%2F1"),
    ("GET: \"/a?owner={$claims.sub}&n={$claims.n}\"", "GET http://up/a?owner=u%2F1&n=7"),
    ("GET: \"/a/{$claims.org.id}/{$claims.org.teams}\"", "GET http://up/a/o-1/a%20b,c"),
    ("GET: \"/a?team={$claims.org.teams.1}\"", "GET http://up/a?team=c"),
    ("GET: \"/a?t={$claims.\\\"https://example.com/tenant\\\"}\"", "GET http://up/a?t=t"),
    ("GET: \"/a?x={$args.x}&owner={$claims.sub}\"", "GET http://up/a?owner=u%2F1"),
    ("GET: \"/a?team={$claims.org.teams|repeat}\"", "GET http://up/a?team=a%20b&team=c"),
    ("GET: \"/a?team={$claims.org.teams|brackets}\"", "GET http://up/a?team%5B%5D=a%20b&team%5B%5D=c"),
  ])
  func aClaimIsSentInTheURL(rest: String, call: String) async throws {
    let graph = try TestGraph(
      "type Query { a(x: Int): A @rest(service: \"s\", \(rest)) } " + Self.types, options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    #expect(await graph.run("{ a { id } }", context: try Self.caller(Self.claims)) == #"{"data":{"a":{"id":"1"}}}"#)
    #expect(graph.transport.calls == [call])
  }

  @Test func aClaimIsSentInTheBodyAsJSON() async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", POST: \"/a\", body: \"{\\\"o\\\": {$claims.org}, \\\"n\\\": {$claims.n}}\") } " + Self.types,
      options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    #expect(await graph.run("{ a { id } }", context: try Self.caller(Self.claims)) == #"{"data":{"a":{"id":"1"}}}"#)
    #expect(
      graph.transport.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [
        #"{"o": {"id":"o-1","teams":["a b","c"]}, "n": 7}"#
      ])
  }

  @Test func aClaimIsSentInASetHeader() async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } " + Self.types,
      service: "set: [{ name: \"x-user\", value: \"u-{$claims.sub}\" }, { name: \"x-teams\", value: \"{$claims.org.teams}\" }]",
      options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    #expect(await graph.run("{ a { id } }", context: try Self.caller(Self.claims)) == #"{"data":{"a":{"id":"1"}}}"#)
    let headers = try #require(graph.transport.requests.first).headers
    #expect(headers["x-user"] == "u-u/1" && headers["x-teams"] == "a b,c")
  }

  @Test func aClaimIsSentOncePerBatch() async throws {
    let graph = try TestGraph(
      "type Query { as: [A!] @rest(service: \"s\", GET: \"/as\") } "
        + "type A @key(fields: \"id\") { id: ID! b: B @rest(service: \"s\", GET: \"/b?o={$claims.sub}&i={$keys.id}\", batch: { by: \"a\" }) "
        + "c: B @rest(service: \"s\", POST: \"/c\", body: \"{\\\"i\\\": {$keys.id}, \\\"o\\\": {$claims.sub}}\", batch: { by: \"a\", as: JSON }) } "
        + "type B { n: Int }", options: Self.verifying
    ) { request in
      .json(request.url.target == "/as" ? #"[{"id":"1"},{"id":"2"}]"# : #"[{"a":"1","n":1},{"a":"2","n":2}]"#)
    }
    let answer = await graph.run("{ as { b { n } c { n } } }", context: try Self.caller(Self.claims))
    #expect(answer == #"{"data":{"as":[{"b":{"n":1},"c":{"n":1}},{"b":{"n":2},"c":{"n":2}}]}}"#)
    #expect(graph.transport.calls.sorted() == ["GET http://up/as", "GET http://up/b?o=u%2F1&i=1,2", "POST http://up/c"])
  }

  // MARK: not sent

  /// Callers without the claims `sub` and `org.id`, each in another way.
  static let withoutClaims: [String?] = [
    nil, "{}", #"{"sub":null,"org":null}"#, #"{"sub":null,"org":{"id":null}}"#, #"{"org":{}}"#, #"{"org":"o-1"}"#, #"{"org":["o-1"]}"#,
    #"{"SUB":"u","org.id":"o"}"#,
  ]

  /// Fields that need a claim: in path, query, body and headers, single, in a list, in a batch.
  static let needingClaims = [
    "GET: \"/x/{$claims.sub}\"", "GET: \"/x?o={$claims.sub}\"", "GET: \"/x?a=1&o={$claims.org.id}&b=2\"",
    "GET: \"/x?o=u:{$claims.sub},x:1\"", "POST: \"/x\", body: \"{\\\"o\\\": {$claims.sub}}\"",
    "POST: \"/x\", body: \"{\\\"o\\\": [{$claims.org.id}]}\"", "GET: \"/x?o={$claims.sub|repeat}\"",
    "POST: \"/x\", body: \"{\\\"o\\\": {$claims.sub}}\", bodyAs: FORM", "POST: \"/x\", body: \"{$claims.sub}\", bodyAs: TEXT",
    "GET: \"/x\", headers: [{ name: \"x-owner\", value: \"o {$claims.sub}\" }]", "POST: \"/x\", body: \"{$claims.sub}\"",
    "DELETE: \"/x/{$claims.org.id}\"",
  ]

  @Test(arguments: needingClaims, withoutClaims)
  func aMissingClaimMakesNoCallOfASingleFieldOrAList(rest: String, claims: String?) async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", \(rest)) as: [A!] @rest(service: \"s\", \(rest)) } " + Self.types, options: Self.verifying
    ) { _ in .json("[]") }
    let answer = try JSONDocument(parsing: await graph.run("{ a { id } as { id } }", context: try Self.caller(claims))).root
    #expect(answer["data"]?["a"]?.isNull == true && answer["data"]?["as"]?.isNull == true)
    let errors = try #require(answer["errors"]).elements
    #expect(errors.map { $0["extensions"]?["code"]?.string } == ["UNAUTHENTICATED", "UNAUTHENTICATED"])
    #expect(Set(errors.map { $0["path"]?[0]?.string }) == ["a", "as"])
    #expect(graph.transport.calls.isEmpty)
  }

  @Test(arguments: withoutClaims)
  func aMissingClaimMakesNoCallWithAHeader(claims: String?) async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } " + Self.types,
      service: "set: [{ name: \"x-kind\", value: \"k\" }, { name: \"x-user\", value: \"u-{$claims.sub}\" }]", options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    let answer = await graph.run("{ a { id } }", context: try Self.caller(claims))
    #expect(answer.contains("\"UNAUTHENTICATED\"") && graph.transport.calls.isEmpty)
  }

  @Test(arguments: withoutClaims)
  func aMissingClaimMakesNoCallOfAMutation(claims: String?) async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } "
        + "type Mutation { m: A @rest(service: \"s\", POST: \"/m?o={$claims.sub}\") } " + Self.types, options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    let answer = await graph.run("mutation { m { id } n: m { id } }", context: try Self.caller(claims))
    #expect(answer.contains("\"UNAUTHENTICATED\"") && graph.transport.calls.isEmpty)
  }

  @Test(
    arguments: [
      "GET: \"/x?o={$claims.sub}&i={$keys.id}\", batch: { by: \"id\" }", "GET: \"/x?i={$keys.id}:{$claims.sub}\", batch: { by: \"id\" }",
      "GET: \"/x?o={$claims.org.id}&i={$keys.id}\", batch: { by: \"id\", as: REPEAT }",
      "POST: \"/x\", body: \"{\\\"i\\\": {$keys.id}, \\\"o\\\": {$claims.sub}}\", batch: { by: \"id\", as: JSON }",
      "GET: \"/x?o={$claims.sub}&i={$this.id}\"", "GET: \"/x/{$claims.sub}/{$keys.id}\"",
    ], withoutClaims)
  func aMissingClaimMakesNoCallOfABatchOrForAnObject(rest: String, claims: String?) async throws {
    let graph = try TestGraph(
      "type Query { as: [A!] @rest(service: \"s\", GET: \"/as\") } "
        + "type A @key(fields: \"id\") { id: ID! b: B @rest(service: \"s\", \(rest)) bs: [B!] @rest(service: \"s\", \(rest)) } type B { id: ID }",
      options: Self.verifying
    ) { _ in .json(#"[{"id":"1"},{"id":"2"}]"#) }
    let answer = try JSONDocument(parsing: await graph.run("{ as { b { id } bs { id } } }", context: try Self.caller(claims))).root
    #expect(answer["errors"]?.elements.allSatisfy { $0["extensions"]?["code"]?.string == "UNAUTHENTICATED" } == true)
    #expect(answer["errors"]?.count == 4)
    #expect(graph.transport.calls == ["GET http://up/as"])
  }

  @Test(arguments: withoutClaims)
  func aMissingClaimMakesNoCallForAnEntity(claims: String?) async throws {
    let graph = try TestGraph(
      "type Query { as: [A!] @rest(service: \"s\", GET: \"/as\") } type A @key(fields: \"id\") "
        + "@rest(service: \"s\", GET: \"/a?i={$keys.id}&o={$claims.sub}\", batch: { by: \"id\" }) { id: ID! name: String }",
      options: Self.verifying
    ) { _ in .json(#"["1","2"]"#) }
    let answer = await graph.run("{ as { id name } }", context: try Self.caller(claims))
    #expect(answer.contains("\"UNAUTHENTICATED\"") && graph.transport.calls == ["GET http://up/as"])
  }

  /// Values that would make a parameter or header mean something else: all objects, or one element more.
  @Test(arguments: [
    #"{"sub":""}"#, #"{"sub":[]}"#, #"{"sub":[null]}"#, #"{"sub":[""]}"#, #"{"sub":["a","b,c"]}"#, #"{"sub":{"a":1}}"#, #"{"sub":[[1]]}"#,
  ])
  func aClaimThatCannotBeTextMakesNoCall(claims: String) async throws {
    for (rest, service) in [
      ("/x/{$claims.sub}", ""), ("/x?o={$claims.sub}", ""), ("/x", "set: [{ name: \"x-user\", value: \"u-{$claims.sub}\" }]"),
    ] {
      let graph = try TestGraph(
        "type Query { a: A @rest(service: \"s\", GET: \"\(rest)\") } " + Self.types, service: service, options: Self.verifying
      ) { _ in .json(#"{"id":"1"}"#) }
      let answer = await graph.run("{ a { id } }", context: try Self.caller(claims))
      #expect(answer.contains("\"UNAUTHENTICATED\"") && graph.transport.calls.isEmpty)
    }
  }

  @Test func anAbsentArgumentDoesNotTakeAClaimOutOfTheQuery() async throws {
    let graph = try TestGraph(
      "type Query { a(x: Int): A @rest(service: \"s\", GET: \"/a?filter=owner:{$claims.sub},x:{$args.x}\") } " + Self.types,
      options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    let answer = await graph.run("{ a { id } }", context: try Self.caller(Self.claims))
    #expect(answer.contains("\"INVALID_INPUT\"") && graph.transport.calls.isEmpty)
  }

  @Test func anAbsentArgumentDoesNotTakeAClaimOutOfAHeader() async throws {
    let graph = try TestGraph(
      "type Query { a(x: Int): A @rest(service: \"s\", GET: \"/a\", headers: [{ name: \"x-o\", value: \"{$claims.sub} {$args.x}\" }]) } "
        + Self.types, options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    #expect(await graph.run("{ a { id } }", context: try Self.caller(Self.claims)).contains("\"INVALID_INPUT\""))
    #expect(graph.transport.calls.isEmpty)
    #expect(await graph.run("{ a(x: 7) { id } }", context: try Self.caller(Self.claims)) == #"{"data":{"a":{"id":"1"}}}"#)
    #expect(graph.transport.requests.first?.headers["x-o"] == "u/1 7")
  }

  @Test(arguments: ["json", "raw", "deep", "form"])
  func aClaimInAURLHasNoStyleOfAnObject(style: String) {
    #expect {
      try TestGraph("type Query { a: Int @rest(service: \"s\", GET: \"/a?o={$claims.sub|\(style)}\") }", options: Self.verifying) { _ in
        .json("")
      }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.message.contains("a claim in a URL is a text or a list") } == true
    }
  }

  @Test(arguments: ["\\u000d\\u000ax-role: admin", "a\\u0000", "\\u007f"])
  func aClaimCannotStartAnotherHeader(text: String) async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } " + Self.types,
      service: "set: [{ name: \"x-user\", value: \"{$claims.sub}\" }]",
      options: Self.verifying
    ) { _ in .json(#"{"id":"1"}"#) }
    let answer = await graph.run("{ a { id } }", context: try Self.caller("{\"sub\":\"\(text)\"}"))
    #expect(answer.contains("\"errors\"") && graph.transport.calls.isEmpty)
  }

  // MARK: composition

  @Test(arguments: ["{$claims}", "{$claims.}", "{$claims.a[0]}", "{$claims..a}"])
  func aPlaceholderNamesAClaim(placeholder: String) {
    #expect {
      try TestGraph("type Query { a: Int @rest(service: \"s\", GET: \"/a?o=\(placeholder)\") }", options: Self.verifying) { _ in .json("") }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.message.hasPrefix("@rest GET: \"\(placeholder)\"") } == true
    }
  }

  @Test func theURLOfAServiceHasNoClaims() {
    let text =
      "extend schema @service(name: \"s\", url: \"http://h/{$claims.sub}\") type Query { a: Int @rest(service: \"s\", GET: \"/a\") }"
    #expect {
      try TestGraph([(name: "s.graphql", text: text)], transport: MockTransport { _ in .json("") }, options: Self.verifying)
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.message.contains("$claims is not available here") } == true
    }
  }

  // MARK: sharing

  @Test func callsOfCallersWithOtherClaimsAreNotShared() async throws {
    let graph = try TestGraph(
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } " + Self.types,
      service: "set: [{ name: \"x-user\", value: \"{$claims.sub}\" }]",
      options: Self.verifying
    ) { .json("{\"id\":\"\($0.headers["x-user"] ?? "")\"}") }
    await withTaskGroup { group in
      for index in 0..<8 {
        group.addTask {
          let answer = await graph.run("{ a { id } }", context: (try? Self.caller("{\"sub\":\"u\(index)\"}")) ?? ExecutionContext())
          #expect(answer == "{\"data\":{\"a\":{\"id\":\"u\(index)\"}}}")
        }
      }
    }
    #expect(graph.transport.calls.count == 8)
  }
}
