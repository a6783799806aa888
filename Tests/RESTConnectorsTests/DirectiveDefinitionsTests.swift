import GraphQLFederation
import GraphQLLanguage
import Testing

@testable import GraphQLSchema
@testable import RESTConnectors

/// The definitions that editors load, which are also what composition checks uses against.
@Suite struct DirectiveDefinitionsTests {
  private func errors(in text: String) throws -> [String] {
    let definitions = try Parser.parse(FederatedGraph.directiveDefinitions, limits: .schema).definitions
    let document = try Parser.parse(text, limits: .schema)
    return DocumentChecks.errors(in: Document(definitions: definitions + document.definitions)).map(\.message)
  }

  @Test func areValidByThemselves() throws {
    #expect(try errors(in: "type Query { a: Int }") == [])
    let schema = try Schema(document: Parser.parse(FederatedGraph.directiveDefinitions + "type Query { a: Int }", limits: .schema))
    let names = [
      "service", "rest", "json", "link", "key", "shareable", "external", "requires", "provides", "override", "inaccessible", "tag",
    ]
    for name in names { #expect(schema.directive(name) != nil, "@\(name)") }
  }

  @Test func allSchemaFilesAreValid() throws {
    for file in try ProjectSchema.files() { #expect(try errors(in: file.text) == [], "\(file.name)") }
  }

  @Test func findWrongUses() throws {
    #expect(
      try errors(in: "type Query { a: Int @rest(servic: \"s\", GET: \"/\") }") == [
        "Unknown argument \"servic\" on directive \"@rest\". Did you mean \"service\"?",
        "Directive \"@rest\" argument \"service\" of type \"String!\" is required, but it was not provided.",
      ])
  }

  @Test(arguments: [
    ("GET: 1", "@rest GET must be a string.", 97), ("GET: \"/\", batch: 1", "@rest batch must be an object.", 109),
    ("GET: \"/\", batch: {}", "@rest batch: needs by.", 109),
    ("GET: \"/\", batch: { by: [1] }", "@rest batch: by must be a list of strings.", 116),
    ("GET: \"/\", batch: { by: \"a\", as: XML }", "@rest batch: as must be one of CSV, JSON, REPEAT.", 124),
    ("GET: \"/\", at: null, at: null", "@rest has the argument \"at\" more than once.", 112),
    (
      "GET: \"/\", batch: { by: \"a\", as: csv }", "@rest batch: as must be one of CSV, JSON, REPEAT. Did you mean \"CSV\"?", 124
    ),
    ("GET: \"/\", errors: { mesage: \"a\" }", "@rest errors: has no argument \"mesage\". Did you mean \"message\"?", 112),
  ])
  func compositionChecksUsesAgainstThem(arguments: String, message: String, column: Int) {
    let text = "extend schema @service(name: \"s\", url: \"http://s\") type Query { a: Int @rest(service: \"s\", \(arguments)) }"
    #expect {
      try FederatedGraph(files: [("s.graphql", text)], environment: [:], transport: MockTransport { _ in .json("") })
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { error in
        error.message == message && error.positions.map { $0.location.column } == [column]
      } == true
    }
  }

  @Test(arguments: [
    ("enum E @rest(service: \"s\", GET: \"/\") { A }", "\"@rest\" is not allowed on enum; it may stand on: field definition, object."),
    (
      "scalar X @json(path: \"a\")",
      "\"@json\" is not allowed on scalar; it may stand on: field definition, input field definition, enum value, object, interface, union."
    ),
    ("type A { x: Int @json(path: \"a\") @json(path: \"b\") }", "\"@json\" is allowed only once here."),
    ("type A { x: Int @json(value: \"a\") }", "@json needs path."),
    ("enum E { A @json(path: \"a\") }", "@json needs value."),
    (
      "extend type Query { b: Int @rest(service: \"s\", GET: \"/\") @rest(service: \"s\", GET: \"/\") }",
      "@rest is allowed only once on a field."
    ),
  ])
  func directivesStandWhereTheyMayStand(text: String, message: String) {
    #expect {
      try TestGraph("type Query { a: Int @rest(service: \"s\", GET: \"/\") } \(text)") { _ in .json("") }
    } throws: { error in
      (error as? CompositionErrors)?.errors.contains { $0.message == message } == true
    }
  }
}
