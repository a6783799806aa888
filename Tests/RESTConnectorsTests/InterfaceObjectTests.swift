import GraphQL
import GraphQLFederation
import RESTConnectors
import Testing
import Upstreams

/// `@interfaceObject`: a file adds fields to all types that implement an interface of another file.
@Suite struct InterfaceObjectTests {
  private static let a = """
    type Query { media: [Media!] @rest(service: "a", GET: "/media") book: Book @rest(service: "a", GET: "/book") }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
    type Film implements Media @key(fields: "id") { id: ID! title: String }
    """
  private static let c = """
    type Media @interfaceObject @key(fields: "id") @rest(service: "c", GET: "/media?id={$keys.id}", batch: { by: "id" }) {
      id: ID! rating: Int title: String @external
      reviews: [Review!] @rest(service: "c", GET: "/reviews?id={$keys.id}", batch: { by: "of" })
      slug: String @requires(fields: "title") @rest(service: "c", GET: "/slug?t={$this.title}", at: "v")
    }
    type Review { text: String }
    type Other { x: Int }
    """

  private func graph(_ c: String = Self.c) throws -> TestGraph {
    try TestGraph(services: ["a": Self.a, "c": c]) { request in
      switch request.url.description {
      case "http://a/media": .json(#"[{"__typename":"Book","id":"1","title":"t1","pages":5},{"__typename":"Film","id":"2","title":"t2"}]"#)
      case "http://a/book": .json(#"{"id":"1","title":"t1","pages":null}"#)
      case "http://c/media?id=1,2": .json(#"[{"id":"1","rating":10},{"id":"2","rating":20}]"#)
      case "http://c/media?id=1": .json(#"[{"id":"1","rating":10}]"#)
      case "http://c/media?id=2": .json(#"[{"id":"2","rating":20}]"#)
      case "http://c/reviews?id=1,2": .json(#"[{"of":"2","text":"x"}]"#)
      default: .json(#"{"v":"s"}"#)
      }
    }
  }

  @Test(arguments: [
    (
      "{ media { __typename rating } }", #"{"media":[{"__typename":"Book","rating":10},{"__typename":"Film","rating":20}]}"#,
      ["a/media", "c/media?id=1,2"]
    ),
    ("{ media { reviews { text } } }", #"{"media":[{"reviews":[]},{"reviews":[{"text":"x"}]}]}"#, ["a/media", "c/reviews?id=1,2"]),
    ("{ book { rating pages } }", #"{"book":{"rating":10,"pages":null}}"#, ["a/book", "c/media?id=1"]),
    ("{ media { ... on Film { rating } title } }", #"{"media":[{"title":"t1"},{"rating":20,"title":"t2"}]}"#, ["a/media", "c/media?id=2"]),
    ("{ book { slug } }", #"{"book":{"slug":"s"}}"#, ["a/book", "c/slug?t=t1"]),
  ])
  func addsFieldsToAllImplementations(query: String, data: String, calls: [String]) async throws {
    let graph = try graph()
    #expect(await graph.run(query) == #"{"data":\#(data)}"#)
    #expect(graph.transport.calls.map { String($0.dropFirst("GET http://".count)) } == calls)
  }

  @Test(arguments: [
    ("type Other { x: Int }", "type Other { media: Media }", "\"Other.media\" returns \"Media\", which is an @interfaceObject here"),
    (
      "type Other { x: Int }", "type Book @key(fields: \"id\") { id: ID! }",
      "\"Book\" implements \"Media\", which is an @interfaceObject in the same file"
    ),
    (
      "type Media @interfaceObject", "type Nope @interfaceObject", "\"Nope\" is an @interfaceObject, but no other file defines an interface"
    ),
  ])
  func isRefusedWhereObjectTypesAreUnknown(text: String, replacement: String, message: String) {
    #expect { try graph(Self.c.replacing(text, with: replacement)) } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.message.hasPrefix(message) && !$0.positions.isEmpty } == true
    }
  }
}
