import GraphQL
import GraphQLFederation
import RESTConnectors
import Testing
import Upstreams

/// `@requires` and `{$this.…}` through objects, lists and arguments.
@Suite struct RequiredSelectionTests {
  private static let a = """
    type Query { bs: [B!] @rest(service: "a", GET: "/bs") }
    type B @key(fields: "id") { id: ID! author: Au lines: [Line!] box: Box kind: Kind price(currency: Cur = EUR): Int @rest(service: "a", GET: "/price/{$keys.id}?in={$args.currency}", at: "v") }
    type Au @key(fields: "id") { id: ID! }
    type Line @key(fields: "id") { id: ID! count: Int }
    type Box { w: Int h: Int kind: Kind }
    enum Kind { BIG @json(value: "a-big") SMALL @json(value: "a-small") }
    enum Cur { EUR @json(value: "eur") USD @json(value: "usd") }
    """
  private static let people = """
    type Au @key(fields: "id") @rest(service: "p", GET: "/aus?id={$keys.id}", batch: { by: "id" }) { id: ID! years: Int! }
    type Line @key(fields: "id") @rest(service: "p", GET: "/lines?id={$keys.id}", batch: { by: "id" }) { id: ID! grams: Int @json(path: "g") }
    """
  private static let c = """
    type B @key(fields: "id") { id: ID! author: Au @external lines: [Line!] @external box: Box @external
      price(currency: Cur): Int @external
      age: Int @requires(fields: "author { years }") @rest(service: "c", GET: "/age?y={$this.author.years}", at: "v")
      weight: Int @requires(fields: "lines { grams count }") @rest(service: "c", GET: "/weight?g={$this.lines.grams}&n={$this.lines.count}", at: "v")
      size: Int @requires(fields: "box { w h kind }") @rest(service: "c", POST: "/size", body: "{\\"box\\": {$this.box}}", at: "v")
      bulk: Int @requires(fields: "lines { grams }") @rest(service: "c", POST: "/bulk", body: "{\\"lines\\": {$this.lines}}", at: "v")
      tax: Int @requires(fields: "price(currency: USD)") @rest(service: "c", GET: "/tax?p={$this.price}", at: "v")
      duty: Int @requires(fields: "price") @rest(service: "c", GET: "/duty?p={$this.price}", at: "v")
    }
    type Au @key(fields: "id") { id: ID! years: Int! @external }
    type Line @key(fields: "id") { id: ID! grams: Int @external @json(path: "gr") count: Int @external }
    type Box { w: Int @external h: Int @external @json(path: "height") kind: Kind @external }
    enum Kind { BIG @json(value: "c-big") SMALL @json(value: "c-small") }
    enum Cur { EUR USD }
    """
  private static let own = """
    type B @key(fields: "id") @rest(service: "o", GET: "/bs?id={$keys.id}", batch: { by: "id" }) { id: ID!
      detail: Detail @rest(service: "o", GET: "/detail/{$keys.id}") owner: Ow parts: [Part!] @shareable
      fee: Int @rest(service: "o", GET: "/fee?y={$this.detail.years}&o={$this.owner.nick}", at: "v")
      cut: Int @rest(service: "o", GET: "/cut?s={$this.parts.size}", at: "v")
    }
    type Detail { years: Int } type Part { size: Int }
    type Ow @key(fields: "id") @rest(service: "o", GET: "/ows?id={$keys.id}", batch: { by: "id" }) { id: ID! nick: String }
    """

  private func graph(failing: String = "none") throws -> TestGraph {
    try TestGraph(services: ["a": Self.a, "p": Self.people, "c": Self.c, "o": Self.own]) { request in
      let url = String(request.url.description.dropFirst("http://".count))
      if url.hasPrefix(failing) { return .json("{}", status: 500) }
      switch url {
      case "a/bs":
        return .json(
          #"[{"id":"1","author":"7","lines":["11",{"id":"12","count":2}],"box":{"w":1,"h":2,"kind":"a-big"},"kind":"a-small"},{"id":"2","author":null,"lines":[],"box":null}]"#
        )
      case "p/aus?id=7": return .json(#"[{"id":"7","years":70}]"#)
      case "p/lines?id=11,12": return .json(#"[{"id":"11","g":110},{"id":"12","g":120}]"#)
      case "a/bs?id=1,2", "o/bs?id=1,2": return .json(#"[{"id":"1","owner":"3","parts":[{"size":1},{"size":2}]},{"id":"2"}]"#)
      case "o/ows?id=3": return .json(#"[{"id":"3","nick":"three"}]"#)
      case "o/detail/1": return .json(#"{"years":5}"#)
      case "o/detail/2": return .json("null")
      case "a/price/1?in=usd", "a/price/2?in=usd": return .json(#"{"v":99}"#)
      case "a/price/1?in=eur", "a/price/2?in=eur": return .json(#"{"v":88}"#)
      default: return .json(#"{"v":9}"#)
      }
    }
  }

  private func calls(_ graph: TestGraph) -> [String] {
    graph.transport.requests.map { request in
      let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
      return request.url.description.dropFirst("http://".count) + body
    }.sorted()
  }

  @Test(arguments: [
    // Of a field that another subgraph has.
    ("age", #"{"age":9},{"age":null}"#, ["a/bs", "c/age?y=70", "p/aus?id=7"]),
    // Of arguments, given and by default, in the words of each service.
    ("tax", #"{"tax":9},{"tax":9}"#, ["a/bs", "a/price/1?in=usd", "a/price/2?in=usd", "c/tax?p=99"]),
    ("duty", #"{"duty":9},{"duty":9}"#, ["a/bs", "a/price/1?in=eur", "a/price/2?in=eur", "c/duty?p=88"]),
    // Of a whole object, in the names and words of the service that reads it.
    (
      "size", #"{"size":9},{"size":null}"#,
      ["a/bs", #"c/size {"box": {"w":1,"height":2,"kind":"c-big"}}"#]
    ),
    // Of a whole list.
    (
      "bulk", #"{"bulk":9},{"bulk":9}"#,
      ["a/bs", #"c/bulk {"lines": [{"gr":110},{"gr":120}]}"#, #"c/bulk {"lines": []}"#, "p/lines?id=11,12"]
    ),
    // Of an object that the subgraph itself loads, and of an entity that its JSON abbreviates.
    ("fee", #"{"fee":9},{"fee":null}"#, ["a/bs", "o/bs?id=1,2", "o/detail/1", "o/detail/2", "o/fee?y=5&o=three", "o/ows?id=3"]),
    // The selection of the client and that of the loader share their calls.
    ("age author { years }", #"{"age":9,"author":{"years":70}},{"age":null,"author":null}"#, ["a/bs", "c/age?y=70", "p/aus?id=7"]),
  ])
  func requiresThroughObjects(selection: String, rows: String, calls: [String]) async throws {
    let graph = try graph()
    #expect(await graph.run("{ bs { \(selection) } }") == #"{"data":{"bs":[\#(rows)]}}"#)
    #expect(self.calls(graph) == calls.sorted())
  }

  @Test func requiresThroughLists() async throws {
    let graph = try graph()
    #expect(await graph.run("{ bs { cut } }").contains(#"{"cut":9}"#))
    #expect(calls(graph).contains("o/cut?s=1,2"))
  }

  @Test func whatIsRequiredBelowAnObjectFailsWithIt() async throws {
    let graph = try graph(failing: "p/aus")
    let response = await graph.run("{ bs { age } }")
    #expect(response.hasSuffix(#""data":{"bs":[{"age":null},{"age":null}]}}"#))
    #expect(response.components(separatedBy: "\"path\"").count == 2)
    #expect(response.contains(#""path":["bs",0,"age"],"extensions":{"code":"UPSTREAM_ERROR","service":"p"}"#))
    #expect(calls(graph) == ["a/bs", "p/aus?id=7"])
  }

  @Test func plansShowTheWavesOfWhatIsRequired() throws {
    let plan = try graph().engine.prepare("{ bs { age } }").plan
    #expect(plan.calls.map(\.wave) == [1, 2, 3] && plan.upstreamBound().waves == 3)
  }

  @Test func excludedFieldsRequireNothing() async throws {
    let graph = try graph()
    let query = "query($x: Boolean!) { bs { id age @include(if: $x) } }"
    #expect(await graph.run(query, variables: ["x": .bool(false)]) == #"{"data":{"bs":[{"id":"1"},{"id":"2"}]}}"#)
    #expect(calls(graph) == ["a/bs"])
    #expect(await graph.run(query, variables: ["x": .bool(true)]) == #"{"data":{"bs":[{"id":"1","age":9},{"id":"2","age":null}]}}"#)
  }

  @Test(arguments: [
    ("price(currncy: USD)", "gives \"B.price\" the argument \"currncy\", which it does not have. Did you mean \"currency\"?"),
    ("price", "names \"B.price\" without its required argument \"currency\"."),
  ])
  func argumentsAreChecked(required: String, message: String) {
    #expect {
      try TestGraph(services: [
        "a":
          "type Query { b: B @rest(service: \"a\", GET: \"/b\") } type B @key(fields: \"id\") { id: ID! price(currency: Int!): Int @rest(service: \"a\", GET: \"/p?c={$args.currency}\") }",
        "c":
          "type B @key(fields: \"id\") { id: ID! price(currency: Int!): Int @external tax: Int @requires(fields: \"\(required)\") @rest(service: \"c\", GET: \"/t?p={$this.price}\") }",
      ]) { _ in .json("") }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.message.hasSuffix(message) } == true
    }
  }

  @Test func loadersThatRequireEachOtherAreRefused() {
    #expect {
      try TestGraph(services: [
        "a":
          "type Query { b: B @rest(service: \"a\", GET: \"/b\") } type B @key(fields: \"id\") { id: ID! up: B y: Int @external x: Int @requires(fields: \"up { y }\") @rest(service: \"a\", GET: \"/x?y={$this.up.y}\") }",
        "c":
          "type B @key(fields: \"id\") { id: ID! up: B @external x: Int @external y: Int @requires(fields: \"up { x }\") @rest(service: \"c\", GET: \"/y?x={$this.up.x}\") }",
      ]) { _ in .json("") }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.code == .satisfiability } == true
    }
  }
}
