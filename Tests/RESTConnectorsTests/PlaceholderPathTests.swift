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
      "GET: \"/a?s={$args.o.one}\"",
      "@rest GET: $args.o.one is of type I, and an object has no text for a URL or a header; name one of its fields, as in {$args.o.one.sku}, or say how a query holds it, as in {$args.o.one|deep}."
    ),
    (
      "GET: \"/a/{$args.o}\"",
      "@rest GET: $args.o is of type O, and an object has no text for a URL or a header; name one of its fields, as in {$args.o.items}, or say how a query holds it, as in {$args.o|deep}."
    ),
    (
      "GET: \"/a?s={$args.o.items}\"",
      "@rest GET: $args.o.items is of type [I!], and an object has no text for a URL or a header; only a body can hold a list of objects, or a query as {$args.o.items|json}."
    ),
    (
      "GET: \"/a?s={$args.o.grid}\"",
      "@rest GET: $args.o.grid is of type [[Int]], and a list of lists has no text for a URL or a header; only a body can hold it, or a query as {$args.o.grid|json}."
    ),
    (
      "GET: \"/a?s={$args.o.items.tags}\"",
      "@rest GET: $args.o.items.tags is of type [[String]], and a list of lists has no text for a URL or a header; only a body can hold it, or a query as {$args.o.items.tags|json}."
    ),
    ("GET: \"/a?s={$args.o.items.x}\"", "@rest GET: $args.o.items.x: \"I\" has no field \"x\"."),
    ("GET: \"/a?s={$args.o.one.sku|repeat}\"", "@rest GET: $args.o.one.sku is of type ID, and \"|repeat\" writes a list."),
    ("GET: \"/a?s={$args.o.one.tags|deep}\"", "@rest GET: $args.o.one.tags is of type [String], and \"|deep\" writes an object."),
    ("GET: \"/a?s={$args.o.one.tags|raw}\"", "@rest GET: $args.o.one.tags is of type [String], and \"|raw\" writes one text."),
    (
      "GET: \"/a/{$args.o.one.tags|repeat}\"", "@rest GET: \"|repeat\" writes query parameters, not a path."
    ),
    (
      "GET: \"/a?s=x{$args.o.one.tags|repeat}\"",
      "@rest GET: \"|repeat\" writes whole parameters, so its placeholder is the whole value of one, as in ?s={$args.s|repeat}."
    ),
    (
      "GET: \"/a?s={$args.o.one.tags|repeats}\"",
      "@rest GET: \"|repeats\" is not a style; write one of repeat, brackets, comma, space, pipe, deep, form, json, raw. Did you mean \"repeat\"?"
    ),
    (
      "POST: \"/a\", body: \"{$args.o.one.tags|comma}\"",
      "@rest body: $args.o.one.tags: \"|comma\" is for a path or a query. A body holds its value as JSON."
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
      "@rest GET: $this.box is of type Box, and an object has no text for a URL or a header; name one of its fields, as in {$this.box.w}, or say how a query holds it, as in {$this.box|deep}."
    ),
    (
      "GET: \"/c?b={$this.lines}\"",
      "@rest GET: $this.lines is of type [L!]!, and an object has no text for a URL or a header; only a body can hold a list of objects, or a query as {$this.lines|json}."
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

  /// Each style of OpenAPI's parameters, and what is absent, null, empty, or needs encoding.
  @Test(arguments: [
    ("{$args.tags|repeat}", "tags: [\"a b\", \"c&d\"]", "?q=a%20b&q=c%26d"), ("{$args.tags|repeat}", "tags: []", ""),
    ("{$args.tags|repeat}", "tags: \"a\"", "?q=a"), ("{$args.tags|repeat}", "", ""), ("{$args.tags|repeat}", "tags: null", ""),
    ("{$args.tags|repeat}", "tags: [\"a\", null]", "?q=a"), ("{$args.tags|brackets}", "tags: [\"a\", \"b\"]", "?q%5B%5D=a&q%5B%5D=b"),
    ("{$args.tags|comma}", "tags: [\"a,b\", \"c\"]", "?q=a%2Cb,c"), ("{$args.tags}", "tags: [\"a\", \"c\"]", "?q=a,c"),
    ("{$args.tags|space}", "tags: [\"a\", \"c\"]", "?q=a%20c"), ("{$args.tags|pipe}", "tags: [\"a|b\", \"c\"]", "?q=a%7Cb%7Cc"),
    (
      "{$args.f|deep}", "f: {min: 1, kind: ONE, on: {day: 2}, tags: [\"x\", \"y\"]}",
      "?q%5Bq_min%5D=1&q%5Bkind%5D=one&q%5Bon%5D%5Bday%5D=2&q%5Btags%5D%5B0%5D=x&q%5Btags%5D%5B1%5D=y"
    ),
    ("{$args.f|deep}", "f: {}", ""), ("{$args.f|deep}", "f: {min: null}", ""),
    ("{$args.f|form}", "f: {min: 1, kind: ONE, tags: [\"x\", \"y\"]}", "?q_min=1&kind=one&tags=x&tags=y"),
    ("{$args.f|comma}", "f: {min: 1, kind: ONE}", "?q=q_min,1,kind,one"), ("{$args.f|json}", "f: {min: 1}", "?q=%7B%22q_min%22%3A1%7D"),
    ("{$args.f.min}", "f: {min: 1}", "?q=1"), ("{$args.f.on.day}", "f: {on: {day: 3}}", "?q=3"),
    ("{$args.fs.min}", "fs: [{min: 1}, {min: 2}]", "?q=1,2"),
    ("{$args.fs.on.day|repeat}", "fs: [{on: {day: 1}}, {}, {on: {day: 2}}]", "?q=1&q=2"),
    ("{$args.fs.1.min}", "fs: [{min: 1}, {min: 2}]", "?q=2"),
    ("{$args.fs.1.min}", "fs: [{min: 1}]", ""), ("{$args.any.\\\"a.b\\\"}", "any: {x: 1}", ""),
    ("{$args.text|raw}", "text: \"a/b:c&d=e#f g\"", "?q=a/b:c%26d=e%23f%20g"),
  ])
  func writesEachStyle(placeholder: String, arguments: String, query: String) async throws {
    let graph = try TestGraph(
      """
      input F { min: Int @json(path: "q_min") kind: K on: D tags: [String] } input D { day: Int } enum K { ONE @json(value: "one") } scalar Any
      type Query { r(tags: [String], f: F, fs: [F], any: Any, text: String): Int @rest(service: "s", GET: "/r?q=\(placeholder)", at: "n") }
      """
    ) { _ in .json(#"{"n":1}"#) }
    #expect(await graph.run("{ r\(arguments.isEmpty ? "" : "(\(arguments))") }") == #"{"data":{"r":1}}"#)
    #expect(graph.transport.requests.map { "\($0.url)" } == ["http://up/r\(query)"])
  }

  @Test(
    arguments: [
      ("a/b.txt", "/f/a/b.txt"), ("a b?c#d", "/f/a%20b%3Fc%23d"), ("a/../b", nil), ("..", nil), ("", nil), ("%2e%2e/x", "/f/%252e%252e/x"),
    ] as [(String, String?)])
  func aRawPathKeepsItsSlashes(path: String, target: String?) async throws {
    let graph = try TestGraph("type Query { r(p: String!): Int @rest(service: \"s\", GET: \"/f/{$args.p|raw}\", at: \"n\") }") { _ in
      .json(#"{"n":1}"#)
    }
    _ = await graph.run("{ r(p: \"\(path)\") }")
    #expect(graph.transport.requests.map { "\($0.url)" } == (target.map { ["http://up\($0)"] } ?? []))
  }

  /// A placeholder names a field as the schema does, whatever its name in the service's JSON. Clients cannot set what they do not see, so its
  /// default is sent.
  @Test func renamedAndHiddenInputsReachTheService() async throws {
    let graph = try TestGraph(
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@inaccessible"])
      input W { min: Int @json(path: "q_min") kind: K @json(path: "in.kind") size: Int = 7 @json(path: "s") @inaccessible } enum K { ONE @json(value: "one") }
      type Query {
        renamed(w: W): Int @rest(service: "s", GET: "/r?m={$args.w.min}&k={$args.w.kind}&s={$args.w.size}", at: "v")
        body(w: W): Int @rest(service: "s", POST: "/b", body: "{\\"m\\": {$args.w.min}, \\"all\\": {$args.w}}", at: "v")
        hidden(n: Int = 3 @inaccessible): Int @rest(service: "s", GET: "/h?n={$args.n}", at: "v")
      }
      """
    ) { _ in .json(#"{"v":1}"#) }
    let query = "{ renamed(w: {min: 5, kind: ONE}) body(w: {min: 5, kind: ONE}) hidden }"
    #expect(await graph.run(query) == #"{"data":{"renamed":1,"body":1,"hidden":1}}"#)
    #expect(
      await graph.run("query($w: W) { renamed(w: $w) body(w: $w) }", variables: ["w": ["min": 5, "kind": "ONE"]])
        == #"{"data":{"renamed":1,"body":1}}"#)
    let calls = graph.transport.requests.map { "\($0.url) \(String(decoding: $0.body ?? [], as: UTF8.self))" }.sorted()
    #expect(
      calls == [
        #"http://up/b {"m": 5, "all": {"q_min":5,"in":{"kind":"one"},"s":7}}"#,
        #"http://up/b {"m": 5, "all": {"q_min":5,"in":{"kind":"one"},"s":7}}"#,
        "http://up/h?n=3 ", "http://up/r?m=5&k=one&s=7 ", "http://up/r?m=5&k=one&s=7 ",
      ])
    #expect(await graph.run("{ hidden(n: 4) }").contains("Unknown argument"))
  }
}
