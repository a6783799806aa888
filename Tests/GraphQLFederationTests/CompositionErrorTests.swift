import GraphQLFederation
import GraphQLLanguage
import Testing

/// One row an error: what breaks the rule, and what composition says with the places of both sides.
@Suite struct CompositionErrorTests {
  fileprivate static let query = "type Query { a: Int } "

  /// Files, the code, the places, and words of the message.
  struct Row: CustomTestStringConvertible, Sendable {
    let code: String
    let files: [String]
    let places: String
    let words: String

    init(_ code: String, _ files: [String], _ places: String, _ words: String = "") {
      self.code = code
      self.files = files
      self.places = places
      self.words = words
    }

    var testDescription: String { "\(code): \(files.joined(separator: " | "))" }
  }

  @Test(arguments: [
    Row("NO_QUERIES", ["type A { x: Int }"], "", "No file has a query"),
    Row("INVALID_GRAPHQL", ["type Query { a: Nope }"], "f0.graphql:1:17", "Unknown type \"Nope\"."),
    Row("INVALID_GRAPHQL", ["type Query {"], "f0.graphql:1:13", "Syntax Error"),
    Row("INVALID_GRAPHQL", ["type Query { a: Int } { a }"], "f0.graphql:1:23", "cannot contain operations"),
    Row("INVALID_GRAPHQL", ["type Query { a: Int a: Int }"], "f0.graphql:1:14, f0.graphql:1:21", "is defined twice"),
    Row("INVALID_GRAPHQL", ["type Query { a: Int @restt }"], "f0.graphql:1:21", "Unknown directive \"@restt\"."),
    Row("INVALID_GRAPHQL", ["type Query { a: A }", "type A { x: Int }"], "f0.graphql:1:17", "is not defined in this file"),
    Row("INVALID_GRAPHQL", ["type Query { a: Int @key(fields: \"a\") }"], "f0.graphql:1:21", "is not allowed on field definition"),
    Row("INVALID_GRAPHQL", ["type Query { a: Int @external @external }"], "f0.graphql:1:31", "only once"),
    Row("INVALID_GRAPHQL", ["type Query { a: Int @tag(nam: \"x\") }"], "f0.graphql:1:26", "has no argument \"nam\""),
    Row(
      "INVALID_GRAPHQL",
      [
        "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.0\") type Query { a: Int } type A @key(fields: \"x\") { x: Int }"
      ],
      "", "Add \"@key\" to the import"),
    Row(
      "UNSUPPORTED_FEATURE", ["type Query { a: Int @fromContext }"], "f0.graphql:1:21",
      "\"@fromContext\" is not supported yet; remove it."),
    Row("COST_INVALID_WEIGHT", ["type Query { a: Int @cost(weight: -1) }"], "f0.graphql:1:21"),
    Row("LIST_SIZE_APPLIED_TO_NON_LIST", ["type Query { a: Int @listSize(assumedSize: 1) }"], "f0.graphql:1:21"),
    Row("LIST_SIZE_INVALID_ASSUMED_SIZE", ["type Query { a: [Int] @listSize(assumedSize: -1) }"], "f0.graphql:1:23"),
    Row(
      "LIST_SIZE_INVALID_SIZED_FIELD", ["type Query { a: T @listSize(assumedSize: 1, sizedFields: [\"n\"]) } type T { n: Int }"],
      "f0.graphql:1:19"),
    Row(
      "LIST_SIZE_INVALID_SLICING_ARGUMENT", ["type Query { a(n: String): [Int] @listSize(slicingArguments: [\"n\"]) }"], "f0.graphql:1:34"),
    Row("LIST_SIZE_INVALID_SLICING_ARGUMENT", ["type Query { a(n: Int): [Int] @listSize(slicingArguments: [\"m\"]) }"], "f0.graphql:1:31"),
    Row("UNSUPPORTED_FEATURE", ["type Query { a: Int } type Subscription { s: Int }"], "f0.graphql:1:23"),
    Row(
      "UNKNOWN_FEDERATION_LINK_VERSION", ["extend schema @link(url: \"https://specs.apollo.dev/federation/v3.0\") type Query { a: Int }"],
      "f0.graphql:1:15", "v3.0 is not known"),
    Row(
      "INVALID_LINK_DIRECTIVE_USAGE",
      ["extend schema @link(url: \"https://specs.apollo.dev/federation/v2.0\", import: [\"@nope\"]) type Query { a: Int }"],
      "f0.graphql:1:79", "no directive \"@nope\""),
    Row(
      "ROOT_QUERY_USED", ["schema { query: Root } type Root { a: Int } type Query { b: Int }"], "f0.graphql:1:10, f0.graphql:1:45",
      "rename that type"),
    Row("TYPE_KIND_MISMATCH", [query + "enum X { A }", "scalar X"], "f0.graphql:1:23, f1.graphql:1:1", "as enum and as scalar"),
    Row(
      "INVALID_FIELD_SHARING", [query + "type A { x: Int }", "type A { x: Int @shareable }"], "f0.graphql:1:32, f1.graphql:1:10",
      "is not @shareable in f0.graphql;"),
    Row("INVALID_FIELD_SHARING", [query, query], "f0.graphql:1:14, f1.graphql:1:14", "f0.graphql, f1.graphql;"),
    Row("INVALID_SHAREABLE_USAGE", [query + "interface I { x: Int @shareable }"], "f0.graphql:1:44"),
    Row(
      "FIELD_TYPE_MISMATCH", [query + "type A @shareable { x: Int }", "type A @shareable { x: String }"],
      "f0.graphql:1:43, f1.graphql:1:21", "Int in f0.graphql, String in f1.graphql"),
    Row(
      "FIELD_TYPE_MISMATCH", [query + "type A @shareable { x: [Int] }", "type A @shareable { x: Int }"], "f0.graphql:1:43, f1.graphql:1:21"
    ),
    Row("FIELD_TYPE_MISMATCH", [query + "input I { x: Int }", "input I { x: ID }"], "f0.graphql:1:33, f1.graphql:1:11"),
    Row(
      "FIELD_ARGUMENT_TYPE_MISMATCH", [query + "type A @shareable { x(a: Int): Int }", "type A @shareable { x(a: ID): Int }"],
      "f0.graphql:1:45, f1.graphql:1:23", "\"A.x(a:)\""),
    Row(
      "FIELD_ARGUMENT_DEFAULT_MISMATCH", [query + "type A @shareable { x(a: Int = 1): Int }", "type A @shareable { x(a: Int = 2): Int }"],
      "f0.graphql:1:45, f1.graphql:1:23", "1 by default in f0.graphql and 2 in f1.graphql"),
    Row(
      "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", [query + "type A @shareable { x(a: Int!): Int }", "type A @shareable { x: Int }"],
      "f0.graphql:1:45, f1.graphql:1:21"),
    Row(
      "INPUT_FIELD_DEFAULT_MISMATCH", [query + "input I { x: Int = 1 }", "input I { x: Int = 2 }"], "f0.graphql:1:33, f1.graphql:1:11"),
    Row(
      "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", [query + "input I { x: Int y: Int! }", "input I { x: Int }"],
      "f0.graphql:1:40, f1.graphql:1:1"),
    Row("EMPTY_MERGED_INPUT_TYPE", [query + "input I { x: Int }", "input I { y: Int }"], "f0.graphql:1:23, f1.graphql:1:1"),
    Row(
      "EMPTY_MERGED_ENUM_TYPE", [query + "enum E { A } input I { e: E }", "enum E { B }"], "f0.graphql:1:23, f1.graphql:1:1"),
    Row(
      "INVALID_GRAPHQL", ["type Query { a(e: E = B): Int } enum E { A B }", "enum E { A }"], "f0.graphql:1:23, f1.graphql:1:1",
      "\"Query.a(e:)\" is B by default, but f1.graphql has no \"E.B\", so that clients cannot send that value"),
    Row(
      "INVALID_GRAPHQL", [query + "enum E { A } input I { e: [E] = [A, B] }", "input I { e: [E] } enum E { A B }"],
      "f0.graphql:1:55, f0.graphql:1:23", "\"I.e\" is [A, B] by default"),
    Row(
      "INVALID_GRAPHQL", ["type Query { a(i: I = {x: 1, y: 2}): Int } input I { x: Int y: Int }", "input I { x: Int }"],
      "f0.graphql:1:23, f1.graphql:1:1", "f1.graphql has no \"I.y\", so that clients cannot send that field; take another default, or add"),
    Row(
      "INVALID_GRAPHQL", ["type Query { a(i: I = {}): Int } input I { x: Int }", "input I { x: Int! }"],
      "f0.graphql:1:23, f1.graphql:1:11", "which lacks \"I.x\", and that is required"),
    Row(
      "INVALID_GRAPHQL", ["type Query { a(e: E = C): Int } enum E { A B }"], "f0.graphql:1:23, f0.graphql:1:33", "f0.graphql has no \"E.C\""
    ),
    Row("INVALID_GRAPHQL", ["type Query { a(n: Int = \"1\"): Int }"], "f0.graphql:1:14", "invalid default value"),
    Row(
      "ENUM_VALUE_MISMATCH", ["type Query { a(e: E): E } enum E { A B }", "enum E { A }"], "f0.graphql:1:38, f1.graphql:1:1",
      "\"E.B\" is missing in f1.graphql"),
    Row(
      "INTERFACE_FIELD_NO_IMPLEM",
      [query + "interface I { x: Int } type A implements I { x: Int }", "interface I { y: Int } type B implements I { y: Int x: Int }"],
      "f1.graphql:1:15, f0.graphql:1:46", "\"A\" implements \"I\" and lacks \"I.y\""),
    Row("EXTERNAL_ON_INTERFACE", [query + "interface I { x: Int @external }"], "f0.graphql:1:44"),
    Row(
      "EXTERNAL_MISSING_ON_BASE",
      [
        query + "type A @key(fields: \"id\") { id: ID x: Int @external y: Int @requires(fields: \"x\") }",
        "type A @key(fields: \"id\") { id: ID }",
      ],
      "f0.graphql:1:58"),
    Row(
      "EXTERNAL_UNUSED",
      [query + "type A @key(fields: \"id\") { id: ID x: Int @external }", "type A @key(fields: \"id\") { id: ID x: Int }"],
      "f0.graphql:1:58"),
    Row(
      "EXTERNAL_TYPE_MISMATCH",
      [
        query + "type A @key(fields: \"id\") { id: ID x: ID @external y: Int @requires(fields: \"x\") }",
        "type A @key(fields: \"id\") { id: ID x: Int }",
      ], "f0.graphql:1:58, f1.graphql:1:36"),
    Row(
      "EXTERNAL_ARGUMENT_MISSING",
      [
        query + "type A @key(fields: \"id\") { id: ID x: Int @external y: Int @requires(fields: \"x\") }",
        "type A @key(fields: \"id\") { id: ID x(a: Int): Int }",
      ], "f0.graphql:1:58, f1.graphql:1:36"),
    Row(
      "EXTERNAL_ARGUMENT_TYPE_MISMATCH",
      [
        query + "type A @key(fields: \"id\") { id: ID x(a: ID): Int @external y: Int @requires(fields: \"x\") }",
        "type A @key(fields: \"id\") { id: ID x(a: Int): Int }",
      ], "f0.graphql:1:60, f1.graphql:1:38"),
    Row("KEY_INVALID_FIELDS", [query + "type A @key(fields: \"no\") { id: ID }"], "f0.graphql:1:30, f0.graphql:1:23", "\"A.no\""),
    Row("KEY_INVALID_FIELDS", [query + "type A @key(fields: \"{\") { id: ID }"], "f0.graphql:1:30", "is not a list of fields"),
    Row(
      "KEY_INVALID_FIELDS", [query + "type A @key(fields: \"o\") { o: O } type O { x: Int }"], "f0.graphql:1:30, f0.graphql:1:50",
      "an object"),
    Row("KEY_INVALID_FIELDS_TYPE", [query + "type A @key(fields: 1) { id: ID }"], "f0.graphql:1:30"),
    Row("KEY_FIELDS_HAS_ARGS", [query + "type A @key(fields: \"id\") { id(a: Int): ID }"], "f0.graphql:1:30, f0.graphql:1:51"),
    Row("KEY_FIELDS_SELECT_INVALID_TYPE", [query + "type A @key(fields: \"id\") { id: [ID] }"], "f0.graphql:1:30, f0.graphql:1:51"),
    Row(
      "INTERFACE_KEY_NOT_ON_IMPLEMENTATION", [query + "interface I @key(fields: \"id\") { id: ID } type A implements I { id: ID }"],
      "f0.graphql:1:35, f0.graphql:1:65"),
    Row(
      "REQUIRES_INVALID_FIELDS", [query + "type A { x: Int @requires(fields: \"no\") }"], "f0.graphql:1:39, f0.graphql:1:23"),
    Row("REQUIRES_INVALID_FIELDS_TYPE", [query + "type A { x: Int @requires(fields: [1]) }"], "f0.graphql:1:39"),
    Row("REQUIRES_FIELDS_MISSING_EXTERNAL", [query + "type A { y: Int x: Int @requires(fields: \"y\") }"], "f0.graphql:1:46"),
    Row("REQUIRES_UNSUPPORTED_ON_INTERFACE", [query + "interface A { y: Int x: Int @requires(fields: \"y\") }"], "f0.graphql:1:51"),
    Row("PROVIDES_INVALID_FIELDS", ["type Query { a: A @provides(fields: \"no\") } type A { x: Int }"], "f0.graphql:1:19, f0.graphql:1:45"),
    Row("PROVIDES_FIELDS_MISSING_EXTERNAL", ["type Query { a: A @provides(fields: \"x\") } type A { x: Int }"], "f0.graphql:1:19"),
    Row("PROVIDES_ON_NON_OBJECT_FIELD", ["type Query { a: Int @provides(fields: \"x\") }"], "f0.graphql:1:21"),
    Row("OVERRIDE_FROM_SELF_ERROR", [query + "type A { x: Int @override(from: \"f0\") }"], "f0.graphql:1:39"),
    Row(
      "OVERRIDE_SOURCE_HAS_OVERRIDE",
      [query + "type A { x: Int @override(from: \"f1\") }", "type A { x: Int @override(from: \"f0\") }"], "f0.graphql:1:39, f1.graphql:1:17"
    ),
    Row("OVERRIDE_ON_INTERFACE", [query + "interface A { x: Int @override(from: \"f1\") }"], "f0.graphql:1:44"),
    Row("QUERY_ROOT_TYPE_INACCESSIBLE", ["type Query @inaccessible { a: Int }"], "f0.graphql:1:1"),
    Row("ONLY_INACCESSIBLE_CHILDREN", [query + "type A { x: Int @inaccessible }"], "f0.graphql:1:23"),
    Row(
      "REFERENCED_INACCESSIBLE", ["type Query { a: A b: Int } type A @inaccessible { x: Int }"], "f0.graphql:1:14", "hide the field, too"),
    Row("REQUIRED_INACCESSIBLE", ["type Query { a(x: Int! @inaccessible): Int }"], "f0.graphql:1:14", "\"Query.a(x:)\""),
    Row(
      "IMPLEMENTED_BY_INACCESSIBLE",
      [query + "interface I { x: Int y: Int } type A implements I { x: Int @inaccessible y: Int }"], "f0.graphql:1:75"),
    Row(
      "DEFAULT_VALUE_USES_INACCESSIBLE", ["type Query { a(e: E = A): Int } enum E { A @inaccessible B }"], "f0.graphql:1:14", "by default A"
    ),
  ])
  func namesTheRuleAndThePlaces(row: Row) {
    let lines = Composed.errors(row.files).split(separator: "\n")
    #expect(
      lines.contains { line in
        line.hasPrefix(row.code + ": ") && line.contains(row.words) && (row.places.isEmpty || line.hasSuffix(" (\(row.places))"))
      }, "\(lines.joined(separator: "\n"))")
  }
}
