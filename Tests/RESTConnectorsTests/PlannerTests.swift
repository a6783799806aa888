import GraphQL
import GraphQLExecution
import GraphQLFederation
import JSON
import RESTConnectors
import Testing
import Upstreams

/// Exact waves and calls of plans, with the calls that running them makes.
@Suite struct PlannerTests {
  private func plan(_ graph: TestGraph, _ query: String) throws -> [String] {
    try graph.engine.prepare(query).plan.calls.map {
      "\($0.wave) \($0.loader.description.split(separator: ":")[0]) \($0.paths.joined(separator: ","))"
    }
  }

  private func entity(_ service: String, _ fields: String, key: String = "id") -> String {
    "type P @key(fields: \"\(key)\") @rest(service: \"\(service)\", GET: \"/p?\(key)={$keys.\(key)}\", batch: { by: \"\(key)\" }) { \(key): ID! \(fields) }"
  }

  @Test func asksTheServiceThatIsNearestFirst() throws {
    // d has x and y but is two waves away; b has x in one wave, c has y.
    let graph = try TestGraph(services: [
      "a": "type Query { p: P @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! }",
      "b": entity("b", "x: Int @shareable"), "c": entity("c", "y: Int @shareable sku: ID! @shareable"),
      "d": entity("d", "x: Int @shareable y: Int @shareable z: Int", key: "sku"),
    ]) { _ in .json("{}") }
    #expect(try plan(graph, "{ p { x } }") == ["1 a p", "2 b @p"])
    #expect(try plan(graph, "{ p { x y } }") == ["1 a p", "2 b @p", "2 c @p"])
    #expect(try plan(graph, "{ p { x y z } }") == ["1 a p", "2 b @p", "2 c @p", "3 d @p"])
    #expect(try plan(graph, "{ p { id } }") == ["1 a p"])
  }

  @Test func asksAsFewServicesAsItCan() throws {
    let graph = try TestGraph(services: [
      "a": "type Query { p: P @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! }",
      "b": entity("b", "x: Int @shareable y: Int @shareable"), "c": entity("c", "y: Int @shareable z: Int @shareable"),
      "d": entity("d", "x: Int @shareable y: Int @shareable z: Int @shareable"),
    ]) { _ in .json("{}") }
    #expect(try plan(graph, "{ p { x y z } }") == ["1 a p", "2 d @p"])
    #expect(try plan(graph, "{ p { x y } }") == ["1 a p", "2 b @p"])
  }

  @Test func followsChainsOfRequires() async throws {
    let graph = try TestGraph(services: [
      "a": "type Query { ps: [P!] @rest(service: \"a\", GET: \"/ps\") } type P @key(fields: \"id\") { id: ID! }",
      "b": entity("b", "weight: Int"),
      "c": """
      type P @key(fields: "id") { id: ID! weight: Int @external
        zone: String @requires(fields: "weight") @rest(service: "c", GET: "/zone/{$this.weight}", at: "z") }
      """,
      "d": """
      type P @key(fields: "id") { id: ID! zone: String @external
        price: Int @requires(fields: "zone") @rest(service: "d", GET: "/price/{$keys.id}?zone={$this.zone}", at: "v") }
      """,
    ]) { request in
      switch request.url.description {
      case "http://a/ps": .json(#"[{"id":"1"},{"id":"2"}]"#)
      case "http://b/p?id=1,2": .json(#"[{"id":"1","weight":5},{"id":"2","weight":6}]"#)
      case "http://c/zone/5": .json(#"{"z":"far"}"#)
      case "http://c/zone/6": .json(#"{"z":"near"}"#)
      default: .json(#"{"v":\#(request.url.description.hasSuffix("far") ? 9 : 3)}"#)
      }
    }
    #expect(try plan(graph, "{ ps { price zone } }") == ["1 a ps", "2 b @ps", "3 c @ps,ps.zone", "4 d ps.price"])
    #expect(
      await graph.run("{ ps { price zone } }") == #"{"data":{"ps":[{"price":9,"zone":"far"},{"price":3,"zone":"near"}]}}"#)
    #expect(graph.transport.calls.count == 6)
  }

  @Test func usesWhatIsProvided() async throws {
    let graph = try TestGraph(services: [
      "a": """
      type Query { r: R @rest(service: "a", GET: "/r") p: P @rest(service: "a", GET: "/p") }
      type R { p: P @provides(fields: "name") bare: P }
      type P @key(fields: "id") { id: ID! name: String @external }
      """,
      "b": entity("b", "name: String price: Int"),
    ]) { request in
      request.url.description.hasPrefix("http://a")
        ? .json(#"{"p":{"id":"1","name":"n"},"bare":{"id":"2"}}"#) : .json(#"[{"id":"2","name":"m"}]"#)
    }
    #expect(try plan(graph, "{ r { p { name } } }") == ["1 a r"])
    #expect(try plan(graph, "{ r { p { name price } bare { name } } }") == ["1 a r", "2 b @r.p,@r.bare"])
    #expect(await graph.run("{ r { p { name } bare { name } } }") == #"{"data":{"r":{"p":{"name":"n"},"bare":{"name":"m"}}}}"#)
  }

  @Test func takesOverAndLeavesAlone() throws {
    let graph = try TestGraph(services: [
      "a": "type Query { p: P @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! x: Int y: Int }",
      "b": entity("b", "x: Int @override(from: \"a\")"),
    ]) { _ in .json("{}") }
    #expect(try plan(graph, "{ p { y } }") == ["1 a p"])
    #expect(try plan(graph, "{ p { x y } }") == ["1 a p", "2 b @p"])
  }

  @Test func loadsByNestedAndCompositeKeys() async throws {
    let graph = try TestGraph(services: [
      "a":
        "type Query { ps: [P!] @rest(service: \"a\", GET: \"/ps\") } type P @key(fields: \"org { id } no\") { org: O! no: Int! } type O @shareable { id: ID! }",
      "b": """
      type O @shareable { id: ID! }
      type P @key(fields: "org { id } no") @rest(service: "b", GET: "/p?at={$keys.org.id}:{$keys.no}", batch: { by: ["o.id", "no"] }) { org: O! @json(path: "o") no: Int! x: Int }
      """,
    ]) { request in
      request.url.description == "http://a/ps"
        ? .json(#"[{"org":{"id":"o"},"no":1},{"org":{"id":"o"},"no":2}]"#)
        : .json(#"[{"o":{"id":"o"},"no":2,"x":22},{"o":{"id":"o"},"no":1,"x":11}]"#)
    }
    #expect(await graph.run("{ ps { no x } }") == #"{"data":{"ps":[{"no":1,"x":11},{"no":2,"x":22}]}}"#)
    #expect(graph.transport.calls == ["GET http://a/ps", "GET http://b/p?at=o:1,o:2"])
  }

  @Test(arguments: [#"{"id":"o"}"#, #""o""#])
  func readsANestedKeyThroughAReference(hall: String) async throws {
    let graph = try TestGraph(services: [
      "a": """
      type Query { ps: [P!] @rest(service: "a", GET: "/ps") }
      type P @key(fields: "hall { id } no") { hall: Hall! @json(path: "in.hall") no: Int! } type Hall @key(fields: "id") { id: ID! }
      """,
      "b": """
      type Hall @key(fields: "id") { id: ID! }
      type P @key(fields: "hall { id } no") @rest(service: "b", GET: "/p?at={$keys.hall.id}:{$keys.no}", batch: { by: ["h", "no"] }) { hall: Hall! @json(path: "h") no: Int! x: Int }
      """,
      "c": """
      type Hall @key(fields: "id") { id: ID! }
      type P @key(fields: "hall { id } no") { hall: Hall! no: Int! y: Int @rest(service: "c", GET: "/y/{$keys.hall.id}", at: "v") }
      """,
    ]) { request in
      switch request.url.description {
      case "http://a/ps": .json(#"[{"in":{"hall":\#(hall)},"no":1},{"in":{"hall":\#(hall)},"no":2},{"in":{"hall":null},"no":3}]"#)
      case "http://c/y/o": .json(#"{"v":5}"#)
      default: .json(#"[{"h":"o","no":2,"x":22},{"h":"o","no":1,"x":11}]"#)
      }
    }
    #expect(
      await graph.run("{ ps { no x y } }")
        == #"{"data":{"ps":[{"no":1,"x":11,"y":5},{"no":2,"x":22,"y":5},{"no":3,"x":null,"y":null}]}}"#)
    #expect(graph.transport.calls.sorted() == ["GET http://a/ps", "GET http://b/p?at=o:1,o:2", "GET http://c/y/o"])
  }

  @Test func mergesLoadersOfMembersOfAnAbstractType() async throws {
    let graph = try TestGraph(services: [
      "a": """
      type Query { found: [Found] @rest(service: "a", GET: "/f") }
      union Found = P | Q
      type P @key(fields: "id") { id: ID! } type Q { p: P n: Int }
      """,
      "b": entity("b", "x: Int"), "c": "union Found = S type S { only: Int }",
    ]) { request in
      request.url.description.hasPrefix("http://a")
        ? .json(#"[{"__typename":"P","id":"1"},{"__typename":"Q","p":{"id":"2"},"n":3},null,{"__typename":"Q","p":null,"n":null}]"#)
        : .json(#"[{"id":"1","x":1},{"id":"2","x":2}]"#)
    }
    #expect(
      await graph.run("{ found { __typename ... on P { x } ... on Q { p { x } n } ... on S { only } } }")
        == #"{"data":{"found":[{"__typename":"P","x":1},{"__typename":"Q","p":{"x":2},"n":3},null,{"__typename":"Q","p":null,"n":null}]}}"#)
    #expect(graph.transport.calls == ["GET http://a/f", "GET http://b/p?id=1,2"])
  }

  @Test func isDeterministic() throws {
    let plans = try (0..<5).map { _ in
      let graph = try TestGraph(
        ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
      return try graph.engine.prepare("{ me { orders { user { email } payment { id } } } orders { data { user { email } } } }").plan
        .description
    }
    #expect(Set(plans).count == 1)
  }
}
