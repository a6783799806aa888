import GraphQL
import GraphQLFederation
import JSON
import RESTConnectors
import Testing
import Upstreams

@Suite struct FederationTests {
  @Test func goesByWayOfAServiceThatKnowsBothKeys() async throws {
    let graph = try TestGraph(services: [
      "a": "type Query { p: P @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! }",
      "b":
        "type P @key(fields: \"id\") @key(fields: \"sku\") @rest(service: \"b\", GET: \"/p?ids={$keys.id}\", batch: { by: \"id\" }) { id: ID! sku: ID! @json(path: \"s.k.u\") }",
      "c":
        "type P @key(fields: \"sku\") @rest(service: \"c\", GET: \"/p?skus={$keys.sku}\", batch: { by: \"sku\" }) { sku: ID! weight: Int }",
    ]) { request in
      switch request.url.description {
      case "http://a/p": .json(#"{"id":"1"}"#)
      case "http://b/p?ids=1": .json(#"[{"id":"1","s":{"k":{"u":"S1"}}}]"#)
      default: .json(#"[{"sku":"S1","weight":7}]"#)
      }
    }
    #expect(await graph.run("{ p { id weight } }") == #"{"data":{"p":{"id":"1","weight":7}}}"#)
    #expect(graph.transport.calls == ["GET http://a/p", "GET http://b/p?ids=1", "GET http://c/p?skus=S1"])
  }

  @Test func readsThisFromTheServiceThatHasIt() async throws {
    let graph = try TestGraph(services: [
      "a": "type Query { ps: [P!] @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! }",
      "b": """
      type P @key(fields: "id") @rest(service: "b", GET: "/p?ids={$keys.id}", batch: { by: "id" }) { id: ID! zip: String! rate: Int @rest(service: "b", GET: "/rate/{$this.zip}", at: "v") }
      """,
    ]) { request in
      switch request.url.description {
      case "http://a/p": .json(#"[{"id":"1"},{"id":"2"},{"id":"3"}]"#)
      case "http://b/rate/z": .json(#"{"v":5}"#)
      default: .json(#"[{"id":"2","zip":"z"},{"id":"1","zip":"z"}]"#)
      }
    }
    #expect(await graph.run("{ ps { rate } }").hasSuffix(#""data":{"ps":[{"rate":5},{"rate":5},{"rate":null}]}}"#))
    #expect(graph.transport.calls == ["GET http://a/p", "GET http://b/p?ids=1,2,3", "GET http://b/rate/z"])
  }

  @Test func oneLoaderServesAllPlacesOfAWave() async throws {
    let graph = try TestGraph(services: [
      "a":
        "type Query { os: [O!] @rest(service: \"a\", GET: \"/o\") x: U @rest(service: \"a\", GET: \"/x\") } type O { buyer: U @json(path: \"b\") seller: U sellers: [U!] } type U @key(fields: \"id\") { id: ID! }",
      "u": "type U @key(fields: \"id\") @rest(service: \"u\", GET: \"/u?ids={$keys.id}\", batch: { by: \"id\" }) { id: ID! name: String }",
    ]) { request in
      switch request.url.description {
      case "http://a/o": .json(#"[{"b":"2","seller":{"id":"1"},"sellers":["3",{"id":4}]}]"#)
      case "http://a/x": .json("9")
      default:
        .json(
          "[{\"id\":1,\"name\":\"n1\"},{\"id\":2,\"name\":\"n2\"},{\"id\":3,\"name\":\"n3\"},{\"id\":4,\"name\":\"n4\"},{\"id\":9,\"name\":\"n9\"}]"
        )
      }
    }
    #expect(
      await graph.run("{ os { buyer { name } seller { name } sellers { id name } } x { name } }")
        == #"{"data":{"os":[{"buyer":{"name":"n2"},"seller":{"name":"n1"},"sellers":[{"id":"3","name":"n3"},{"id":"4","name":"n4"}]}],"x":{"name":"n9"}}}"#
    )
    #expect(graph.transport.calls.last == "GET http://u/u?ids=1,2,3,4,9" && graph.transport.calls.count == 3)
  }

  @Test func explainsTheListQuery() throws {
    let graph = try TestGraph(ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
    let query =
      "{ orders(limit: 10) { data { id status totalAmount user { id email fullName } payment { id status amount } } pageInfo { total hasMore } } }"
    let plan = try graph.engine.prepare(query).plan
    let calls = plan.calls.filter { !$0.isForReferencesOnly }
    #expect(calls.map(\.wave) == [1, 2, 2])
    #expect(calls.map(\.paths) == [["orders"], ["@orders.data.user"], ["orders.data.payment"]])
  }

  @Test(arguments: [
    ("type Query { a: Int }", "\"Query.a\" needs @rest, which says where it comes from: @rest(service: \"…\", GET: \"/…\")."),
    (
      "type Query { a: Int @rest(service: \"x\", GET: \"/\") }",
      "@rest names the service \"x\", which no file defines with @service. Did you mean \"s\"?"
    ),
    ("type Query { a: Int @rest(service: \"s\") }", "@rest needs exactly one of GET, POST, PUT, PATCH, DELETE."),
    ("type Query { a: Int @rest(service: \"s\", GET: \"/\", POST: \"/\") }", "@rest needs exactly one of GET, POST, PUT, PATCH, DELETE."),
    ("type Query { a: Int @rest(service: \"s\", GET: \"/{$args.x}\") }", "@rest GET: $args.x: the field has no argument \"x\"."),
    (
      "type Query { a(x: I): Int @rest(service: \"s\", GET: \"/{$args.x.z}\") } input I { y: Int }",
      "@rest GET: $args.x.z: \"I\" has no field \"z\". Did you mean \"y\"?"
    ),
    (
      "type Query { a(x: Int): Int @rest(service: \"s\", GET: \"/{$args.x.z}\") }",
      "@rest GET: $args.x.z: \"z\" is inside a value without fields."
    ),
    ("type Query { a: Int @rest(service: \"s\", GET: \"/{$this.x}\") }", "@rest GET: $this is not available here."),
    (
      "type Query { a: Int @rest(service: \"s\", GET: \"/{$env.NOPE}\") }",
      "@rest GET: the environment has no NOPE; set it, or give it under environment: in a file for --config."
    ),
    (
      "type Query { a: Int @rest(service: \"s\", GET: \"/{$nope.x}\") }",
      "@rest GET: \"{$nope.x}\" must begin with $args, $this, $keys, $claims or $env."
    ),
    (
      "type Query { a: Int @rest(service: \"s\", POST: \"/\", body: \"{\") }",
      "@rest body: the body is not JSON around its placeholders: unexpected end of text."
    ),
    (
      "type Query { a: Int @rest(service: \"s\", GET: \"/\", at: \"a..b\") }",
      "@rest at: \"a..b\" is not a path: a name between dots is empty; write \"a.b\"."
    ),
    (
      "type Query { a: Int @rest(service: \"s\", GET: \"/\", batch: { by: \"id\" }) }",
      "@rest batch is not allowed on a root field, which is loaded once."
    ),
    ("type Query { a: A @rest(service: \"s\", GET: \"/\", nope: 1) } type A { x: Int }", "@rest has no argument \"nope\"."),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/\") } type A @key(fields: \"x\") @rest(service: \"s\", GET: \"/\", batch: { by: \"x\" }) { x: Int }",
      "@rest with batch needs exactly one query parameter that holds $keys, as in ?ids={$keys.x}."
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/\") } type A @key(fields: \"x y\") @rest(service: \"s\", GET: \"/?k={$keys.x}\", batch: { by: [\"x\", \"y\"] }) { x: Int y: Int }",
      "@rest with batch needs all fields of the @key in its query parameter."
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/\") } type A @key(fields: \"x\") @rest(service: \"s\", GET: \"/?k={$keys.x}\", batch: { by: \"x\", max: 0 }) { x: Int }",
      "@rest batch: max must be a whole number from 1 to 100000."
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/\") } type A @rest(service: \"s\", GET: \"/\") { x: Int }",
      "@rest on \"A\" needs an @key."
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/\") } type A @key(fields: \"x\") { x: Int n: Int @rest(service: \"s\", GET: \"/?k={$keys.x}\", batch: { by: \"x\" }) }",
      "@rest with batch cannot give Int: each item of a batch is an object that holds its key; make it a field of that object."
    ),
    (
      "type Query { a: A @rest(service: \"s\", GET: \"/\") } type A @key(fields: \"x\") @rest(service: \"s\", GET: \"/{$keys.x}\", batch: { by: \"x\" }) { x: Int }",
      "@rest with batch cannot have $keys in the path; put them in the query, as in ?ids={$keys.x}."
    ),
    ("type Query @rest(service: \"s\", GET: \"/\") { a: Int }", "@rest belongs on the fields of \"Query\", not on the type."),
    ("type Query { a: Int @rest(servce: \"s\", GET: \"/\") }", "@rest has no argument \"servce\". Did you mean \"service\"?"),
    (
      "type Query { a: E @rest(service: \"s\", GET: \"/\") } enum E { A @json(value: \"x\") B @json(value: \"x\") }",
      "Two values of \"E\" stand for the same string \"x\"; give each its own by @json(value:)."
    ),
  ])
  func refusesWhatCannotWork(text: String, message: String) {
    #expect { try TestGraph(text) { _ in .json("") } } throws: { error in
      guard let errors = (error as? CompositionErrors)?.errors else { return false }
      return errors.contains { $0.message == message && !$0.positions.isEmpty }
    }
  }

  @Test func aServiceThatIsDescribedWronglyIsOneError() {
    let text = "extend schema @service(name: \"t\", url: \"t:80\") type Query { a: Int @rest(service: \"t\", GET: \"/\") }"
    #expect {
      try FederatedGraph(files: [("t.graphql", text)], environment: [:], transport: MockTransport { _ in .json("") })
    } throws: { error in
      (error as? CompositionErrors)?.errors.map(\.message) == [
        "@service url: \"t:80\" is not a URL of the form http://host:port/path or https://host:port/path."
      ]
    }
  }

  @Test func refusesFieldsThatCannotBeReached() {
    #expect {
      try TestGraph(services: [
        "a": "type Query { a: A @rest(service: \"a\", GET: \"/\") } type A @key(fields: \"id\") { id: ID! }",
        "b": "type A @key(fields: \"id\") { id: ID! x: Int }",
      ]) { _ in .json("") }
    } throws: { error in
      "\(error)"
        == "SATISFIABILITY_ERROR: \"A.x\" cannot be reached from what a.graphql knows of \"A\", as in { a { x } }: give \"A\" in b.graphql a way to be loaded by a @key that a.graphql has, or give the field to a.graphql, too. (b.graphql:2:37, a.graphql:2:51)"
    }
  }

  @Test(arguments: ["", "ftp://x", "http://", "http://h/p?x=1", "nope", "http://h:99999"])
  func refusesBadServiceURLs(url: String) {
    #expect(throws: CompositionErrors.self) {
      try TestGraph(
        [(name: "s", text: "extend schema @service(name: \"s\", url: \"\(url)\") type Query { a: Int @rest(service: \"s\", GET: \"/\") }")],
        transport: MockTransport { _ in .json("") })
    }
  }
}
