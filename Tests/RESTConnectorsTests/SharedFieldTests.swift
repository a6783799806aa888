import GraphQL
import GraphQLFederation
import RESTConnectors
import Testing
import Upstreams

/// Shareable fields whose objects have other fields in each subgraph.
@Suite struct SharedFieldTests {
  private static let a = """
    type Query { ps: [P!] @rest(service: "a", GET: "/ps") viewer: Viewer @shareable @rest(service: "a", GET: "/viewer") }
    type P @key(fields: "id") { id: ID! maker: Maker @shareable tags: [Tag!] @shareable }
    type Maker { name: String code: Int @shareable home: Home @shareable @json(path: "in.home") }
    type Home { city: String }
    type Tag { text: String }
    type Viewer { name: String code: Int @shareable }
    """
  private static let b = """
    type Query { viewer: Viewer @shareable @rest(service: "b", GET: "/viewer") }
    type P @key(fields: "id") @rest(service: "b", GET: "/ps?id={$keys.id}", batch: { by: "id" }) {
      id: ID! maker: Maker @shareable @json(path: "made.by") tags: [Tag!] @shareable }
    type Maker { country: String code: Int @shareable home: Home @shareable }
    type Home { zip: String owner: U }
    type Tag { weight: Int }
    type U @key(fields: "id") { id: ID! }
    type Viewer { cart: Int code: Int @shareable }
    """
  private static let u =
    "type U @key(fields: \"id\") @rest(service: \"u\", GET: \"/us?id={$keys.id}\", batch: { by: \"id\" }) { id: ID! nick: String }"

  private func graph(failing: String = "none") throws -> TestGraph {
    try TestGraph(services: ["a": Self.a, "b": Self.b, "u": Self.u]) { request in
      let url = request.url.description
      if url.hasPrefix("http://\(failing)/") { return .json("{}", status: 500) }
      switch url {
      case "http://a/ps":
        return .json(
          #"[{"id":"1","maker":{"name":"n1","code":1,"in":{"home":{"city":"c1"}}},"tags":[{"text":"x"},{"text":"y"}]},{"id":"2","maker":null,"tags":[]}]"#
        )
      case "http://b/ps?id=1,2":
        return .json(
          #"[{"id":"1","made":{"by":{"country":"l1","code":1,"home":{"zip":"z1","owner":"7"}}},"tags":[{"weight":5},{"weight":6}]},{"id":"2","tags":[]}]"#
        )
      case "http://a/viewer": return .json(#"{"name":"v","code":3}"#)
      case "http://b/viewer": return .json(#"{"cart":4,"code":3}"#)
      default: return .json(#"[{"id":"7","nick":"seven"}]"#)
      }
    }
  }

  @Test(arguments: [
    ("{ ps { maker { name code } } }", #"{"ps":[{"maker":{"name":"n1","code":1}},{"maker":null}]}"#, ["a/ps"]),
    ("{ ps { maker { name country } } }", #"{"ps":[{"maker":{"name":"n1","country":"l1"}},{"maker":null}]}"#, ["a/ps", "b/ps?id=1,2"]),
    ("{ ps { maker { country } } }", #"{"ps":[{"maker":{"country":"l1"}},{"maker":null}]}"#, ["a/ps", "b/ps?id=1,2"]),
    ("{ ps { maker { __typename } } }", #"{"ps":[{"maker":{"__typename":"Maker"}},{"maker":null}]}"#, ["a/ps"]),
    (
      "{ ps { maker { home { city zip owner { nick } } } } }",
      #"{"ps":[{"maker":{"home":{"city":"c1","zip":"z1","owner":{"nick":"seven"}}}},{"maker":null}]}"#,
      ["a/ps", "b/ps?id=1,2", "u/us?id=7"]
    ),
    (
      "{ ps { maker { name ... on Maker { home { ...H } } } } } fragment H on Home { city zip }",
      #"{"ps":[{"maker":{"name":"n1","home":{"city":"c1","zip":"z1"}}},{"maker":null}]}"#, ["a/ps", "b/ps?id=1,2"]
    ),
    (
      "{ ps { tags { text weight } } }", #"{"ps":[{"tags":[{"text":"x","weight":5},{"text":"y","weight":6}]},{"tags":[]}]}"#,
      ["a/ps", "b/ps?id=1,2"]
    ),
    ("{ viewer { name } }", #"{"viewer":{"name":"v"}}"#, ["a/viewer"]),
    ("{ viewer { cart code } }", #"{"viewer":{"cart":4,"code":3}}"#, ["b/viewer"]),
    ("{ viewer { name cart code } }", #"{"viewer":{"name":"v","cart":4,"code":3}}"#, ["a/viewer", "b/viewer"]),
    ("{ v: viewer { name cart } w: viewer { cart } }", #"{"v":{"name":"v","cart":4},"w":{"cart":4}}"#, ["a/viewer", "b/viewer"]),
  ])
  func whatIsAskedComesFromTheSubgraphThatHasIt(query: String, data: String, calls: [String]) async throws {
    let graph = try graph()
    #expect(await graph.run(query) == #"{"data":\#(data)}"#)
    #expect(graph.transport.calls.map { String($0.dropFirst("GET http://".count)) }.sorted() == calls)
    #expect(try graph.engine.prepare(query).plan.calls.filter { !$0.isForReferencesOnly }.count == calls.count)
  }

  @Test func aPartThatFailsIsAnErrorOfItsFields() async throws {
    let graph = try graph(failing: "b")
    let response = await graph.run("{ ps { maker { name country } } viewer { name cart code } }")
    #expect(
      response.hasSuffix(
        #""data":{"ps":[{"maker":{"name":"n1","country":null}},{"maker":null}],"viewer":{"name":"v","cart":null,"code":3}}}"#))
    #expect(response.components(separatedBy: "\"path\"").count == 3)
    #expect(response.contains(#""path":["ps",0,"maker","country"],"extensions":{"code":"UPSTREAM_ERROR","service":"b"}"#))
    #expect(response.contains(#""path":["viewer","cart"],"extensions":{"code":"UPSTREAM_ERROR","service":"b"}"#))
  }

  @Test func listsOfDifferentLengthsAreNotMixed() async throws {
    let graph = try TestGraph(services: ["a": Self.a, "b": Self.b, "u": Self.u]) { request in
      request.url.description == "http://a/ps"
        ? .json(#"[{"id":"1","tags":[{"text":"x"},{"text":"y"}]}]"#) : .json(#"[{"id":"1","tags":[{"weight":5}]}]"#)
    }
    let response = await graph.run("{ ps { tags { text weight } } }")
    #expect(response.hasSuffix(#""data":{"ps":[{"tags":[{"text":"x","weight":null},{"text":"y","weight":null}]}]}}"#))
    #expect(response.contains(#""message":"The services returned different lists.""#))
  }

  @Test func aFieldThatNoSharingSubgraphLeadsToIsRefused() {
    #expect {
      try TestGraph(services: [
        "a": "type Query { v: V @shareable @rest(service: \"a\", GET: \"/v\") } type V { x: Int }",
        "b": "type Query { v: V @shareable @rest(service: \"b\", GET: \"/v\") } type V { y: Int }",
        "c": "type Query { w: Int @rest(service: \"c\", GET: \"/w\") } type V { z: Int }",
      ]) { _ in .json("") }
    } throws: { error in
      let messages = (error as? CompositionErrors)?.errors.map(\.message) ?? []
      return messages.count == 1
        && messages[0].hasPrefix("\"V.z\" cannot be reached from what a.graphql and b.graphql knows of \"V\", as in { v { z } }")
    }
  }
}
