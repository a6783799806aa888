import GraphQLFederation
import JSON
import RESTConnectors
import Testing
import Upstreams

/// Placeholders without a value: no call is made that asks for more than the object's own.
@Suite struct MissingValueTests {
  // MARK: {$claims}

  @Test(arguments: [
    ("type Query { a: A @rest(service: \"s\", GET: \"/a/{$claims.sub}\") }", "2:44"),
    ("type Query { a: A @rest(service: \"s\", GET: \"/a?owner={$claims.sub}\") }", "2:44"),
    ("type Query { a: A @rest(service: \"s\", GET: \"/a?{$claims.sub}=1\") }", "2:44"),
    ("type Query { a: A @rest(service: \"s\", POST: \"/a\", body: \"{\\\"owner\\\": {$claims.org.id}}\") }", "2:57"),
    ("type Query { a: A @rest(service: \"s\", GET: \"/a\") b: [A!] @rest(service: \"s\", GET: \"/b?x=1&o={$claims.sub}\") }", "2:83"),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } type Mutation { m: A @rest(service: \"s\", DELETE: \"/a/{$claims.sub}\") }",
      "2:101"
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } extend type A { b: A @rest(service: \"s\", GET: \"/b?i={$this.id}&o={$claims.sub}\") }",
      "2:98"
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } extend type A @rest(service: \"s\", GET: \"/b?i={$keys.id}&o={$claims.sub}\", batch: { by: \"id\" })",
      "2:91"
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/a\") } extend type A { bs: [A!] @rest(service: \"s\", POST: \"/b\", body: \"{\\\"i\\\": {$keys.id}, \\\"o\\\": {$claims.sub}}\", batch: { by: \"id\", as: JSON }) }",
      "2:115"
    ),
  ])
  func refusesClaimsWhereverATemplateStands(text: String, place: String) {
    #expect {
      try TestGraph(text + " type A @key(fields: \"id\") { id: ID! }") { _ in .json("") }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { error in
        error.message.contains("{$claims") && error.message.contains("does not verify tokens")
          && error.message.contains("forward: [\"authorization\"]") && error.positions.map(\.description) == ["s.graphql:\(place)"]
      } == true
    }
  }

  @Test(arguments: [
    "set: [{ name: \"x-user\", value: \"{$claims.sub}\" }]",
    "set: [{ name: \"a\", value: \"b\" }, { name: \"c\", value: \"u-{$claims.a.b}\" }]",
  ])
  func refusesClaimsInSetHeaders(argument: String) {
    #expect {
      try TestGraph("type Query { a: Int @rest(service: \"s\", GET: \"/a\") }", service: argument) { _ in .json("") }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { error in
        error.message.hasPrefix("@service set: value: {$claims.")
          && error.positions.allSatisfy { $0.location.line == 1 && $0.location.column > 60 }
      } == true
    }
  }

  @Test func refusesClaimsInTheURLOfAService() {
    let text =
      "extend schema @service(name: \"s\", url: \"http://h/{$claims.sub}\") type Query { a: Int @rest(service: \"s\", GET: \"/a\") }"
    #expect {
      try FederatedGraph(files: [("s.graphql", text)], environment: [:], transport: MockTransport { _ in .json("") })
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains {
        $0.message.contains("does not verify tokens") && $0.positions.map(\.description) == ["s.graphql:1:40"]
      } == true
    }
  }

  // MARK: {$this}

  /// Objects whose `x` is null, absent, inside an absent object, or "1".
  private static let objects = #"[{"id":"n","x":null,"o":null},{"id":"a"},{"id":"o","o":{"x":null}},{"id":"v","x":"1","o":{"x":"1"}}]"#

  @Test(arguments: [
    "GET: \"/u/{$this.x}\"", "GET: \"/u?id={$this.x}\"", "GET: \"/u?id={$this.o.x}\"", "GET: \"/u?a=1&id={$this.x}-{$keys.id}\"",
    "POST: \"/u\", body: \"{\\\"id\\\": {$this.x}}\"", "POST: \"/u\", body: \"{$this.o.x}\"", "GET: \"/u/{$keys.id}?id={$this.x}\"",
  ])
  func makesNoCallForAnAbsentFieldOfTheObject(rest: String) async throws {
    let graph = try TestGraph(
      """
      type Query { items: [Item!]! @rest(service: "s", GET: "/items") }
      type Item @key(fields: "id") { id: ID! x: String o: O
        one: U @rest(service: "s", \(rest), at: "0") many: [U!]! @rest(service: "s", \(rest)) leaf: Int @rest(service: "s", \(rest), at: "0.n") }
      type O { x: String } type U { n: Int }
      """
    ) { request in request.url.description.hasSuffix("/items") ? .json(Self.objects) : .json(#"[{"n":1},{"n":2}]"#) }
    #expect(
      await graph.run("{ items { one { n } } }") == #"{"data":{"items":[{"one":null},{"one":null},{"one":null},{"one":{"n":1}}]}}"#)
    #expect(graph.transport.calls.count == 2)
    graph.transport.forget()
    #expect(
      await graph.run("{ items { many { n } leaf } }")
        == #"{"data":{"items":[{"many":[],"leaf":null},{"many":[],"leaf":null},{"many":[],"leaf":null},{"many":[{"n":1},{"n":2}],"leaf":1}]}}"#
    )
    #expect(Set(graph.transport.calls).count == 2)
  }

  @Test func makesNoCallAtAllWhenNoObjectHasTheField() async throws {
    let graph = try TestGraph(
      """
      type Query { task: Task @rest(service: "s", GET: "/task") }
      type Task { assigneeId: ID assignee: User @rest(service: "s", GET: "/users?id={$this.assigneeId}", at: "0")
        watchers: [User!]! @rest(service: "s", GET: "/users?team={$this.team.id}") team: Team } type Team { id: ID } type User { nick: String }
      """
    ) { request in request.url.description.hasSuffix("/task") ? .json(#"{"assigneeId":null}"#) : .json(#"[{"nick":"somebody"}]"#) }
    #expect(await graph.run("{ task { assignee { nick } watchers { nick } } }") == #"{"data":{"task":{"assignee":null,"watchers":[]}}}"#)
    #expect(graph.transport.calls == ["GET http://up/task"])
  }

  @Test func anEmptyListOfTheObjectNamesNothing() async throws {
    let graph = try TestGraph(
      """
      type Query { items: [Item!]! @rest(service: "s", GET: "/items") }
      type Item { tagIds: [ID] tags: [Tag!] @rest(service: "s", GET: "/tags?ids={$this.tagIds}") first: Tag @rest(service: "s", GET: "/tags?ids={$this.tagIds}", at: "0") }
      type Tag { n: Int }
      """
    ) { request in
      request.url.description.hasSuffix("/items")
        ? .json(#"[{"tagIds":[]},{"tagIds":[null]},{"tagIds":["a","b"]}]"#) : .json(#"[{"n":1},{"n":2}]"#)
    }
    #expect(
      await graph.run("{ items { tags { n } first { n } } }")
        == #"{"data":{"items":[{"tags":[],"first":null},{"tags":[],"first":null},{"tags":[{"n":1},{"n":2}],"first":{"n":1}}]}}"#)
    #expect(Set(graph.transport.calls) == ["GET http://up/items", "GET http://up/tags?ids=a,b"])
  }

  @Test func aRequiredFieldThatIsNullMakesNoCall() async throws {
    let graph = try TestGraph(services: [
      "a": "type Query { ps: [P!] @rest(service: \"a\", GET: \"/ps\") } type P @key(fields: \"id\") { id: ID! zip: String }",
      "b": """
      type P @key(fields: "id") { id: ID! zip: String @external
        fee: Int @requires(fields: "zip") @rest(service: "b", GET: "/fee?zip={$this.zip}", at: "v")
        fees: [Int!]! @requires(fields: "zip") @rest(service: "b", POST: "/fee", body: "{\\"zip\\": {$this.zip}}", at: "vs") }
      """,
    ]) { request in
      request.url.description.hasPrefix("http://a") ? .json(#"[{"id":"1","zip":null},{"id":"2"}]"#) : .json(#"{"v":7,"vs":[7]}"#)
    }
    #expect(await graph.run("{ ps { fee fees } }") == #"{"data":{"ps":[{"fee":null,"fees":[]},{"fee":null,"fees":[]}]}}"#)
    #expect(graph.transport.calls == ["GET http://a/ps"])
  }

  // MARK: {$keys}

  @Test(arguments: [
    "GET: \"/more?k={$keys.a}:{$keys.b}\", batch: { by: [\"a\", \"b\"] }",
    "GET: \"/more?k={$keys.a}:{$keys.b}\", batch: { by: [\"a\", \"b\"], as: REPEAT }",
    "POST: \"/more\", body: \"{$keys}\", batch: { by: [\"a\", \"b\"], as: JSON }", "GET: \"/more?a={$keys.a}&b={$keys.b}\"",
    "GET: \"/more/{$keys.a}/{$keys.b}\"", "POST: \"/more\", body: \"{$keys}\"",
  ])
  func makesNoCallWhenAPartOfACompoundKeyIsNull(rest: String) async throws {
    let graph = try TestGraph(services: [
      "s": "type Query { items: [Item] @rest(service: \"s\", GET: \"/items\") } type Item @key(fields: \"a b\") { a: ID b: ID }",
      "t":
        "type Item @key(fields: \"a b\") @rest(service: \"t\", \(rest)) { a: ID b: ID n: Int many: [Int!]! @rest(service: \"t\", GET: \"/many/{$keys.a}?b={$keys.b}\") }",
    ]) { request in
      request.url.description.hasSuffix("/items")
        ? .json(#"[{"a":"1","b":null},{"a":"1"},{"b":"1"},{}]"#) : .json(#"[{"a":"1","b":"2","n":3}]"#)
    }
    #expect(
      await graph.run("{ items { n many } }")
        == #"{"data":{"items":[{"n":null,"many":[]},{"n":null,"many":[]},{"n":null,"many":[]},{"n":null,"many":[]}]}}"#)
    #expect(graph.transport.calls == ["GET http://s/items"])
  }

  @Test(arguments: ["", "batch: { by: \"id\" }", "batch: { by: \"id\", as: REPEAT }"])
  func anEmptyKeyIsAnErrorWithoutACall(batch: String) async throws {
    let graph = try TestGraph(
      """
      type Query { items: [Item!]! @rest(service: "s", GET: "/items") }
      type Item @key(fields: "id") { id: ID! more: More @rest(service: "s", GET: "/more?id={$keys.id}", \(batch)) } type More { n: Int }
      """
    ) { request in request.url.description.hasSuffix("/items") ? .json(#"[{"id":""}]"#) : .json(#"[{"id":"x","n":3}]"#) }
    let text = await graph.run("{ items { more { n } } }")
    #expect(text.contains("INVALID_INPUT") && text.hasSuffix(#""data":{"items":[{"more":null}]}}"#))
    #expect(graph.transport.calls == ["GET http://up/items"])
  }

  // MARK: {$args}

  @Test func onlyAnOptionalArgumentsParameterIsLeftOut() async throws {
    let graph = try TestGraph(
      """
      type Query { items(f: F, n: Int): [Item!]! @rest(service: "s", GET: "/items?min={$args.f.price.min}&n={$args.n}") }
      type Item @key(fields: "id") { id: ID! stock(at: ID): Int @rest(service: "s", GET: "/stock?of={$keys.id}@{$args.at}", at: "n") }
      input F { price: P } input P { min: Int }
      """
    ) { request in request.url.description.contains("/items") ? .json(#"[{"id":"1"}]"#) : .json(#"{"n":5}"#) }
    for (arguments, url) in [
      ("", "/items"), ("(f: {})", "/items"), ("(f: { price: null }, n: 2)", "/items?n=2"), ("(f: { price: { min: 3 } })", "/items?min=3"),
    ] {
      graph.transport.forget()
      #expect(await graph.run("{ items\(arguments) { id } }") == #"{"data":{"items":[{"id":"1"}]}}"#)
      #expect(graph.transport.calls == ["GET http://up\(url)"])
    }
    // Without the argument the parameter would go, and the key with it.
    graph.transport.forget()
    #expect(await graph.run("{ items { stock } }").contains("A value for the query is null."))
    #expect(graph.transport.calls == ["GET http://up/items"])
    graph.transport.forget()
    #expect(await graph.run("{ items { stock(at: \"x\") } }") == #"{"data":{"items":[{"stock":5}]}}"#)
    #expect(graph.transport.calls.last == "GET http://up/stock?of=1@x")
  }
}
