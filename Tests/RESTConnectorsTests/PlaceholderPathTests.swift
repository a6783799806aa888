import GraphQLFederation
import JSON
import RESTConnectors
import Testing
import Upstreams

/// Placeholders are checked to their leaf.
@Suite struct PlaceholderPathTests {
  private static let types =
    "input O { items: [I!] one: I any: Any anys: [Any] grid: [[Int]] } input I { sku: ID tags: [String] } scalar Any type R { n: Int } "

  @Test(arguments: [
    (
      "GET: \"/a?s={$args.o.items.sku}\"",
      "@rest GET: $args.o.items.sku: \"o.items\" is of type [I!], and a placeholder cannot lead through a list; send {$args.o.items} as a whole in a body."
    ),
    (
      "POST: \"/a\", body: \"{$args.o.items.sku}\"",
      "@rest body: $args.o.items.sku: \"o.items\" is of type [I!], and a placeholder cannot lead through a list; send {$args.o.items} as a whole in a body."
    ),
    (
      "GET: \"/a/{$args.o.anys.x}\"",
      "@rest GET: $args.o.anys.x: \"o.anys\" is of type [Any], and a placeholder cannot lead through a list; send {$args.o.anys} as a whole in a body."
    ),
    (
      "GET: \"/a?s={$args.o.one}\"",
      "@rest GET: $args.o.one is of type I, and an object has no text for a URL or a header; name one of its fields, as in {$args.o.one.sku}."
    ),
    (
      "GET: \"/a/{$args.o}\"",
      "@rest GET: $args.o is of type O, and an object has no text for a URL or a header; name one of its fields, as in {$args.o.items}."
    ),
    (
      "GET: \"/a?s={$args.o.items}\"",
      "@rest GET: $args.o.items is of type [I!], and an object has no text for a URL or a header; only a body can hold a list of objects."
    ),
    (
      "GET: \"/a?s={$args.o.grid}\"",
      "@rest GET: $args.o.grid is of type [[Int]], and a list of lists has no text for a URL or a header; only a body can hold it."
    ),
    ("GET: \"/a?s={$args.o.one.sk}\"", "@rest GET: $args.o.one.sk: \"I\" has no field \"sk\". Did you mean \"sku\"?"),
    ("GET: \"/a?s={$args.o.one.sku.x}\"", "@rest GET: $args.o.one.sku.x: \"x\" is inside a value without fields."),
  ])
  func refusesArguments(rest: String, message: String) {
    expect(Self.types + "type Query { r(o: O): R @rest(service: \"s\", \(rest)) }", message, "s.graphql:2:")
  }

  @Test(arguments: [
    (
      "GET: \"/c/{$this.box}\"",
      "@rest GET: $this.box is of type Box, and an object has no text for a URL or a header; name one of its fields, as in {$this.box.w}."
    ),
    (
      "GET: \"/c?b={$this.lines}\"",
      "@rest GET: $this.lines is of type [L!]!, and an object has no text for a URL or a header; only a body can hold a list of objects."
    ),
    ("GET: \"/c/{$this.box.x}\"", "@rest GET: $this.box.x: \"Box\" has no field \"x\". Did you mean \"w\"?"),
    ("GET: \"/c/{$this.box.w.x}\"", "@rest GET: $this.box.w.x: \"x\" is inside a value without fields."),
  ])
  func refusesFieldsOfTheObject(rest: String, message: String) {
    expect(
      "type Query { p: P @rest(service: \"s\", GET: \"/p\") } type P { lines: [L!]! box: Box cost: Int @rest(service: \"s\", \(rest), at: \"c\") } type L { grams: Int } type Box { w: Int }",
      message, "s.graphql:2:")
  }

  private func expect(_ text: String, _ message: String, _ place: String) {
    #expect {
      try TestGraph(text) { _ in .json("") }
    } throws: { error in
      let errors = (error as? CompositionErrors)?.errors ?? []
      return errors.map(\.message) == [message]
        && errors.allSatisfy { $0.positions.count == 1 && $0.positions[0].description.hasPrefix(place) }
    }
  }

  @Test func aWholeListOrObjectStandsInABody() async throws {
    let graph = try TestGraph(
      Self.types + """
        type Query { r(o: O, ids: [ID!]): R @rest(service: "s", POST: "/r?ids={$args.ids}&k={$args.o.any.x}", body: "{\\"i\\": {$args.o.items}, \\"o\\": {$args.o.one}, \\"g\\": {$args.o.grid}}")
          p: P @rest(service: "s", GET: "/p") }
        type P { tags: [ID!] box: Box cost: Int @rest(service: "s", POST: "/c?t={$this.tags}", body: "{$this.box}", at: "c") } type Box { w: Int }
        """
    ) { request in request.url.description.hasSuffix("/p") ? .json(#"{"tags":["a",2],"box":{"w":1,"h":2}}"#) : .json(#"{"n":1,"c":3}"#) }
    #expect(
      await graph.run(
        "{ r(ids: [1, 2], o: { items: [{ sku: 1 }], one: { tags: [\"t\"] }, grid: [[1], [2]], any: { x: 5 } }) { n } p { cost } }")
        == #"{"data":{"r":{"n":1},"p":{"cost":3}}}"#)
    let sent = graph.transport.requests.compactMap { request in request.body.map { "\(request.url) \(String(decoding: $0, as: UTF8.self))" }
    }
    #expect(
      sent.sorted() == [
        #"http://up/c?t=a,2 {"w":1,"h":2}"#, #"http://up/r?ids=1,2&k=5 {"i": [{"sku":"1"}], "o": {"tags":["t"]}, "g": [[1],[2]]}"#,
      ])
  }

  @Test func aRequiredObjectStandsInABody() async throws {
    let graph = try TestGraph(services: [
      "a":
        "type Query { p: P @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! box: Box } type Box @shareable { w: Int }",
      "b":
        "type P @key(fields: \"id\") { id: ID! box: Box @external cost: Int @requires(fields: \"box { w }\") @rest(service: \"b\", POST: \"/c\", body: \"{$this.box}\", at: \"c\") } type Box @shareable { w: Int }",
    ]) { request in request.url.description == "http://a/p" ? .json(#"{"id":"1","box":{"w":5,"x":6}}"#) : .json(#"{"c":3}"#) }
    #expect(await graph.run("{ p { cost } }") == #"{"data":{"p":{"cost":3}}}"#)
    #expect(graph.transport.requests.last?.body == Array(#"{"w":5}"#.utf8))
  }
}
