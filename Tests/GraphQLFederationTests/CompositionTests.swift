import GraphQLFederation
import GraphQLLanguage
import Testing

@Suite struct CompositionTests {
  @Test func mergesTypesWithoutTheDirectivesOfFederation() throws {
    let graph = try Composed.graph(
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
      type Query { a: A @rest(service: "s", GET: "/") old: Int @deprecated(reason: "r") }
      "An A." type A @key(fields: "id") { id: ID! x: Int! @json(path: "y") p: P }
      type P @shareable { n: Int! } enum E { X @json(value: "x") Y } scalar D
      """,
      "type Query { b: B } type A @key(fields: \"id\") { id: ID! b: [B!] } type B { e: E d: D p: P } type P @shareable { n: Int } enum E { Y X }"
    )
    #expect(
      Composed.types(of: graph) == [
        "type Query {\n  a: A\n  old: Int @deprecated(reason: \"r\")\n  b: B\n}",
        "\"An A.\"\ntype A {\n  id: ID!\n  x: Int!\n  p: P\n  b: [B!]\n}", "type P {\n  n: Int\n}", "enum E {\n  X\n  Y\n}", "scalar D",
        "type B {\n  e: E\n  d: D\n  p: P\n}",
      ])
  }

  private static let query = "type Query { a: Int }"

  @Test(arguments: [
    // Both travel: what clients get is widened, what they send is narrowed.
    ("type A @shareable { x: [Int!]! }", "type A @shareable { x: [Int] }", "type A {\n  x: [Int]\n}"),
    (
      "type A @shareable { x(a: Int = 1, b: Int): Int }", "type A @shareable { x(a: Int!): Int }", "type A {\n  x(a: Int! = 1): Int\n}"
    ),
    ("input I { x: Int y: Int }", "input I { x: Int! z: Int }", "input I {\n  x: Int!\n}"),
    ("enum E { A B }", "enum E { B C }", "enum E {\n  A\n  B\n  C\n}"),
    ("enum E { A B } input I { e: E }", "enum E { B C }", "enum E {\n  B\n}"),
    ("union U = A type A { x: Int }", "union U = B type B { x: Int }", "union U = A | B"),
    (
      "interface N { id: ID } type A implements N @shareable { id: ID }",
      "interface M { id: ID } type A implements M @shareable { id: ID }",
      "type A implements N & M {\n  id: ID\n}"
    ),
    (
      "interface N { id: ID } type B implements N { id: ID } type A @shareable { n: N }",
      "type B @shareable { id: ID } type A @shareable { n: B } interface N { id: ID }", ""
    ),
    (
      "type A @key(fields: \"id\") { id: ID! x: Int @external y: Int @requires(fields: \"x\") }",
      "type A @key(fields: \"id\") { id: ID! x: Int }", "type A {\n  id: ID!\n  x: Int\n  y: Int\n}"
    ),
    (
      "type A @key(fields: \"id\") { id: ID! x: Int @override(from: \"f1\") }", "type A @key(fields: \"id\") { id: ID! x: Int }",
      "type A {\n  id: ID!\n  x: Int\n}"
    ),
    ("type A { x: Int y: Int @inaccessible @tag(name: \"t\") }", "scalar X", "type A {\n  x: Int\n}"),
    // The fields of a key are shared, whether they are the entity's own or those of an object in the key.
    (
      "type A @key(fields: \"o { id p { n } } k\") { o: O k: ID } type O { id: ID! p: P } type P { n: Int }",
      "type A @key(fields: \"k o { p { n } id }\") { o: O k: ID } type O { id: ID! p: P } type P { n: Int }",
      "type O {\n  id: ID!\n  p: P\n}"
    ),
    (
      "type A @key(fields: \"o { id }\") { o: O } type O { id: ID! x: Int }",
      "type A @key(fields: \"o { id }\") { o: O } type O { id: ID! x: Int }", ""
    ),
    (
      "type A @key(fields: \"o { id }\") { o: O } type O { id: ID! x: Int }", "type B { o: O } type O { id: ID! y: Int }", ""
    ),
  ])
  func mergesByUse(first: String, second: String, expected: String) throws {
    let text = Composed.errors([Self.query + first, second])
    guard !expected.isEmpty else {
      #expect(text.contains("INVALID_FIELD_SHARING"))
      return
    }
    #expect(text == "")
    #expect(Composed.types(of: try Composed.graph(Self.query + first, second)).contains(expected))
  }

  @Test func renamesDirectivesAndRootTypes() throws {
    let graph = try Composed.graph(
      """
      schema @link(url: "https://specs.apollo.dev/federation/v2.5", as: "f", import: [{ name: "@key", as: "@id" }]) { query: Root }
      directive @key on OBJECT
      type Root { a: A self: Root } type A @id(fields: "x") @key { x: Int @f__shareable }
      """,
      "type Query { b: A } type A @key(fields: \"x\") { x: Int y: Int }")
    #expect(
      Composed.types(of: graph) == ["type Query {\n  a: A\n  self: Query\n  b: A\n}", "type A {\n  x: Int\n  y: Int\n}"])
  }

  @Test func leavesTheSubgraphProtocolOut() throws {
    let graph = try Composed.graph(
      "type Query { a: Int _service: _Service! _entities(representations: [_Any!]!): [_Entity]! } scalar _Any union _Entity = A type _Service { sdl: String } type A @key(fields: \"x\") { x: Int }"
    )
    #expect(Composed.types(of: graph) == ["type Query {\n  a: Int\n}", "type A {\n  x: Int\n}"])
  }

  @Test func printsWhoResolvesWhat() throws {
    let graph = try Composed.graph(
      "type Query { a: A } type A @key(fields: \"id\") @key(fields: \"o { n }\") { id: ID! o: O u: U @provides(fields: \"name\") } type O { n: Int } type U @key(fields: \"id\") { id: ID! name: String! @external }",
      "type A @key(fields: \"id\") { id: ID! x: Int @tag(name: \"t\") } type U @key(fields: \"id\") { id: ID! name: String! @inaccessible } interface I { y: Int } type B implements I { y: Int }"
    )
    let text = graph.printed
    for line in [
      "type A @join__type(graph: F0, key: \"id\") @join__type(graph: F0, key: \"o { n }\") @join__type(graph: F1, key: \"id\") {",
      "  u: U @join__field(graph: F0, provides: \"name\")", "  x: Int @tag(name: \"t\") @join__field(graph: F1)",
      "  name: String! @inaccessible @join__field(graph: F0, external: true) @join__field(graph: F1)",
      "type B implements I @join__type(graph: F1) @join__implements(graph: F1, interface: \"I\") {",
      "  F0 @join__graph(name: \"f0\", url: \"\")",
    ] { #expect(text.contains(line + "\n"), "\(line)\n\(text)") }
    #expect((try? Parser.parse(text)) != nil)
  }
}

/// Composes texts as files f0.graphql, f1.graphql …
enum Composed {
  static func graph(_ files: String...) throws(CompositionErrors) -> Supergraph { try graph(files) }

  static func graph(_ files: [String]) throws(CompositionErrors) -> Supergraph {
    var documents: [SubgraphDocument] = []
    for (index, text) in files.enumerated() { documents.append(try SubgraphDocument(name: "f\(index).graphql", source: text)) }
    let connectors = DirectiveDeclarations(
      """
      directive @rest(service: String, GET: String) on FIELD_DEFINITION
      directive @json(path: String, value: String) on FIELD_DEFINITION | ENUM_VALUE
      """)
    return try Supergraph.compose(documents, connectors: connectors)
  }

  static func errors(_ files: [String]) -> String {
    do throws(CompositionErrors) {
      _ = try graph(files)
      return ""
    } catch { return error.description }
  }

  static func types(of graph: Supergraph) -> [String] {
    graph.apiSchema.types.filter { !["Int", "String", "ID", "Boolean", "Float"].contains($0.name) && !$0.name.hasPrefix("__") }.map {
      Printer.text(of: $0.definition)
    }
  }
}
