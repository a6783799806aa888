import GraphQL
import RESTConnectors
import Testing
import Upstreams

/// What depends on a failed load fails with it: no call is made, the field is null, and one error names the service that failed.
@Suite struct FailedLayerTests {
  private static let people = "type Query { ps: [P!] @rest(service: \"a\", GET: \"/ps\") } type P @key(fields: \"id\") { id: ID! }"
  private static let b =
    "type P @key(fields: \"id\") @key(fields: \"sku\") @rest(service: \"b\", GET: \"/ps?id={$keys.id}\", batch: { by: \"id\", max: 1 }) { id: ID! sku: ID! grams: Int! }"
  private static let c = """
    type P @key(fields: "sku") @rest(service: "c", GET: "/ps?sku={$keys.sku}", batch: { by: "sku" }) { sku: ID! weight: Int size: Int
      zip: String! rate: Int @rest(service: "c", GET: "/rate?zip={$this.zip}", at: "v")
      labels: [Label!]! @rest(service: "c", GET: "/labels?sku={$keys.sku}", batch: { by: "sku" }) }
    type Label { text: String }
    """
  private static let d = """
    type P @key(fields: "id") { id: ID! grams: Int! @external
      cost: Int @requires(fields: "grams") @rest(service: "d", GET: "/cost?id={$keys.id}&grams={$this.grams}", at: "v")
      price: Int @requires(fields: "grams") @rest(service: "d", POST: "/price", body: "{\\"grams\\": {$this.grams}}", at: "v") }
    """
  private static let e = """
    type P @key(fields: "id") { id: ID! cost: Int @external
      tax: Int @requires(fields: "cost") @rest(service: "e", GET: "/tax/{$this.cost}", at: "v") }
    """

  /// The second of two objects fails at a service.
  private func graph(failing: @escaping @Sendable (String) -> Bool) throws -> TestGraph {
    try TestGraph(services: ["a": Self.people, "b": Self.b, "c": Self.c, "d": Self.d, "e": Self.e]) { request in
      let url = request.url.description
      if failing(url) { return .json("{}", status: 500) }
      switch url {
      case "http://a/ps": return .json(#"[{"id":"1"},{"id":"2"}]"#)
      case "http://b/ps?id=1": return .json(#"[{"id":"1","sku":"s1","grams":7}]"#)
      case "http://b/ps?id=2": return .json(#"[{"id":"2","sku":"s2","grams":8}]"#)
      case _ where url.hasPrefix("http://c/ps"):
        return .json(#"[{"sku":"s1","weight":71,"size":1,"zip":"z"},{"sku":"s2","weight":72,"size":2,"zip":"z"}]"#)
      case _ where url.hasPrefix("http://c/labels"): return .json(#"[{"sku":"s1","text":"x"},{"sku":"s2","text":"y"}]"#)
      default: return .json(#"{"v":5}"#)
      }
    }
  }

  private func error(_ path: String, _ service: String) -> String {
    #""path":["ps",1,"\#(path)"],"extensions":{"code":"UPSTREAM_ERROR","service":"\#(service)"}"#
  }

  @Test(arguments: [
    // (a) The key of c's layer is in b's layer.
    ("weight", #"{"weight":71},{"weight":null}"#, ["weight"], ["c/ps?sku=s1"]),
    ("weight size", #"{"weight":71,"size":1},{"weight":null,"size":null}"#, ["weight"], ["c/ps?sku=s1"]),
    ("labels { text }", #"{"labels":[{"text":"x"}]},null"#, ["labels"], ["c/labels?sku=s1"]),
    // (b) @requires needs b's layer, directly or by way of another loader.
    ("cost", #"{"cost":5},{"cost":null}"#, ["cost"], ["d/cost?id=1&grams=7"]),
    ("price", #"{"price":5},{"price":null}"#, ["price"], ["d/price"]),
    ("tax", #"{"tax":5},{"tax":null}"#, ["tax"], ["d/cost?id=1&grams=7", "e/tax/5"]),
    ("grams cost", #"{"grams":7,"cost":5},null"#, ["grams"], ["d/cost?id=1&grams=7"]),
    // (c) $this needs the file's own layer, whose key is in b's layer.
    ("rate", #"{"rate":5},{"rate":null}"#, ["rate"], ["c/ps?sku=s1", "c/rate?zip=z"]),
  ])
  func whatDependsOnAFailedLayerFails(selection: String, rows: String, paths: [String], calls: [String]) async throws {
    let graph = try graph { $0.hasPrefix("http://b/ps?id=2") }
    let query = rows.hasSuffix("},null") ? rows : "[\(rows)]"
    let response = await graph.run("{ ps { \(selection) } }")
    if rows.hasSuffix("},null") {
      // A non-null field that fails makes the list null, because its items are non-null.
      #expect(response.hasSuffix(#""data":{"ps":null}}"#))
    } else {
      #expect(response.hasSuffix(#""data":{"ps":\#(query)}}"#), "\(response)")
    }
    #expect(response.components(separatedBy: "\"path\"").count - 1 == paths.count, "\(response)")
    for path in paths { #expect(response.contains(error(path, "b")), "\(response)") }
    let made = graph.transport.calls.map { String($0.split(separator: " ")[1].dropFirst("http://".count)) }
    #expect(made.sorted() == (["a/ps", "b/ps?id=1", "b/ps?id=2"] + calls).sorted())
  }

  @Test func ownLayerThatFailsMakesNoCall() async throws {
    let graph = try graph { $0.hasPrefix("http://c/ps") }
    let response = await graph.run("{ ps { rate } }")
    #expect(response.hasSuffix(#""data":{"ps":[{"rate":null},{"rate":null}]}}"#))
    #expect(response.contains(error("rate", "c")) && response.components(separatedBy: "\"path\"").count == 3)
    #expect(!graph.transport.calls.contains { $0.contains("rate") })
  }
}
