import GraphQLFederation
import GraphQLLanguage
import Testing

@Suite struct CompositionTests {
  private func compose(_ files: String...) throws(CompositionErrors) -> Supergraph {
    var documents: [SubgraphDocument] = []
    for (index, text) in files.enumerated() { documents.append(try SubgraphDocument(name: "f\(index).graphql", source: text)) }
    return try Supergraph.compose(documents)
  }

  private func errors(_ files: String...) -> String {
    var documents: [SubgraphDocument] = []
    do throws(CompositionErrors) {
      for (index, text) in files.enumerated() { documents.append(try SubgraphDocument(name: "f\(index).graphql", source: text)) }
      _ = try Supergraph.compose(documents)
      return ""
    } catch { return error.description }
  }

  @Test func mergesTypesWithoutTheDirectivesOfFederation() throws {
    let graph = try compose(
      """
      extend schema @link(url: "x", import: ["@key"])
      type Query { a: A @rest(service: "s", GET: "/") old: Int @deprecated(reason: "r") }
      "An A." type A @key(fields: "id") { id: ID! x: Int! @json(path: "y") p: P }
      type P @shareable { n: Int! } enum E { X @json(value: "x") Y } scalar D
      """,
      "type Query { b: B } type A @key(fields: \"id\") { id: ID! b: [B!] } type B { e: E d: D p: P } type P @shareable { n: Int } enum E { Y X }"
    )
    let types = ["Query", "A", "P", "E", "D", "B"].compactMap { graph.apiSchema.type($0) }.map { Printer.text(of: $0.definition) }
    #expect(
      types == [
        "type Query {\n  a: A\n  old: Int @deprecated(reason: \"r\")\n  b: B\n}",
        "\"An A.\"\ntype A {\n  id: ID!\n  x: Int!\n  p: P\n  b: [B!]\n}", "type P {\n  n: Int\n}", "enum E {\n  X\n  Y\n}", "scalar D",
        "type B {\n  e: E\n  d: D\n  p: P\n}",
      ])
  }

  @Test(arguments: [
    (
      "type Query { a: Int } type A { x: Int }", "type A { x: Int }",
      "\"A.x\" is defined in two files; mark it @shareable in both, or remove one. (f0.graphql:1:32, f1.graphql:1:10)"
    ),
    (
      "type Query { a: Int }", "type Query { a: Int }",
      "\"Query.a\" is defined in two files; mark it @shareable in both, or remove one. (f0.graphql:1:14, f1.graphql:1:14)"
    ),
    (
      "type Query { a: Int } type A @shareable { x: Int }", "type A @shareable { x: String }",
      "\"A.x\" is of type Int in one file and String in another. (f0.graphql:1:43, f1.graphql:1:21)"
    ),
    (
      "type Query { a: Int } enum E { A B }", "enum E { A }",
      "\"E.B\" is defined in one file and not in another. (f0.graphql:1:23, f1.graphql:1:1)"
    ),
    (
      "type Query { a: Int } input I { x: Int }", "input I { x: Int! }",
      "\"I.x\" is Int in one file and Int! in another. (f0.graphql:1:33, f1.graphql:1:11)"
    ),
    (
      "type Query { a: Int } input I { x: Int }", "input I { x: Int y: Int }",
      "\"I.y\" is defined in one file and not in another. (f0.graphql:1:23, f1.graphql:1:1)"
    ),
    ("type Query { a: Int } enum X { A }", "scalar X", "\"X\" is defined as enum and as scalar. (f0.graphql:1:23, f1.graphql:1:1)"),
    (
      "type Query { a: A }", "type A { x: Int }",
      "\"A\" is not defined in this file; say here what this service knows of it, at least `type A @key(…) { … }`. (f0.graphql:1:17)"
    ),
    ("type Query { a: Nope }", "scalar X", "Unknown type \"Nope\". (f0.graphql:1:17)"),
    (
      "type Query { a: Int } type A @key(fields: \"id\") { id: ID @external }", "scalar X",
      "\"@external\" is not supported yet. (f0.graphql:1:58)"
    ),
    ("type Query { a: Int @authenticated }", "scalar X", "\"@authenticated\" is not supported yet. (f0.graphql:1:21)"),
    ("type Query { a: Int @restt }", "scalar X", "Unknown directive \"@restt\". (f0.graphql:1:21)"),
    (
      "type Query { a: Int } type A @key(fields: \"no\") { id: ID }", "scalar X",
      "The @key of \"A\" names \"no\", which is no field here. (f0.graphql:1:23)"
    ),
    (
      "type Query { a: Int } type A @key(fields: \"{\") { id: ID }", "scalar X",
      "@key(fields: \"{\") is no list of fields. (f0.graphql:1:30)"
    ),
    ("type Query { a: Int }", "type Query {", "Syntax Error: Expected Name, found <EOF>. (f1.graphql:1:13)"),
    ("type Query { a: Int }", "{ a }", "A schema file holds no operations. (f1.graphql:1:1)"),
    ("schema { query: Root } type Root { a: Int }", "scalar X", "A root type named \"Root\" is not supported yet. (f0.graphql:1:10)"),
    ("type Query { a: Int a: Int }", "scalar X", "\"Query.a\" is defined twice. (f0.graphql:1:14, f0.graphql:1:21)"),
  ])
  func namesBothPlaces(first: String, second: String, message: String) {
    let text = errors(first, second)
    #expect(text.split(separator: "\n").contains { $0 == message }, "\(text)")
  }
}
