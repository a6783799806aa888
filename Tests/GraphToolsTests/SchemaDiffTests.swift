import GraphQLSchema
import JSON
import Testing

@testable import GraphTools

/// The changes that graphql-js's findBreakingChanges() and findDangerousChanges() find, and safe ones.
@Suite struct SchemaDiffTests {
  private static let query = "type Query { q: Int } "

  private func changes(_ old: String, _ new: String) throws -> [String] {
    let diff = SchemaDiff(from: try Schema(source: Self.query + old), to: try Schema(source: Self.query + new))
    return diff.changes.map { "\($0.kind.severity) \($0.kind.rawValue) \($0.coordinate)" }
  }

  @Test(arguments: [
    ("type A { x: Int }", "", "breaking TYPE_REMOVED A"), ("", "type A { x: Int }", "safe TYPE_ADDED A"),
    ("type A { x: Int }", "interface A { x: Int }", "breaking TYPE_CHANGED_KIND A"),
    ("scalar A", "enum A { X }", "breaking TYPE_CHANGED_KIND A"),
    (
      "union U = A | B type A { x: Int } type B { x: Int }", "union U = A type A { x: Int } type B { x: Int }",
      "breaking TYPE_REMOVED_FROM_UNION U"
    ),
    (
      "union U = A type A { x: Int } type B { x: Int }", "union U = A | B type A { x: Int } type B { x: Int }",
      "dangerous TYPE_ADDED_TO_UNION U"
    ),
    ("enum E { A B }", "enum E { A }", "breaking VALUE_REMOVED_FROM_ENUM E.B"),
    ("enum E { A }", "enum E { A B }", "dangerous VALUE_ADDED_TO_ENUM E.B"),
    ("enum E { A }", "enum E { A @deprecated(reason: \"r\") }", "safe DEPRECATION_CHANGED E.A"),
    ("input I { x: Int }", "input I { x: Int y: Int! }", "breaking REQUIRED_INPUT_FIELD_ADDED I.y"),
    ("input I { x: Int }", "input I { x: Int y: Int! = 1 }", "dangerous OPTIONAL_INPUT_FIELD_ADDED I.y"),
    ("input I { x: Int }", "input I { x: Int y: Int }", "dangerous OPTIONAL_INPUT_FIELD_ADDED I.y"),
    ("input I { x: Int y: Int }", "input I { x: Int }", "breaking FIELD_REMOVED I.y"),
    ("input I { x: Int }", "input I { x: Int! }", "breaking FIELD_CHANGED_KIND I.x"),
    ("input I { x: Int! }", "input I { x: Int }", "safe FIELD_CHANGED_KIND_SAFE I.x"),
    ("input I { x: [Int!] }", "input I { x: [Int] }", "safe FIELD_CHANGED_KIND_SAFE I.x"),
    ("input I { x: Int }", "input I { x: [Int] }", "breaking FIELD_CHANGED_KIND I.x"),
    ("input I { x: Int = 1 }", "input I { x: Int = 2 }", "dangerous INPUT_FIELD_DEFAULT_VALUE_CHANGE I.x"),
    ("input I { x: Int y: Int }", "input I @oneOf { x: Int y: Int }", "breaking ONE_OF_ADDED I"),
    (
      "interface N { x: Int } type A implements N { x: Int }", "interface N { x: Int } type A { x: Int }",
      "breaking IMPLEMENTED_INTERFACE_REMOVED A"
    ),
    (
      "interface N { x: Int } type A { x: Int }", "interface N { x: Int } type A implements N { x: Int }",
      "dangerous IMPLEMENTED_INTERFACE_ADDED A"
    ),
    ("type A { x: Int y: Int }", "type A { x: Int }", "breaking FIELD_REMOVED A.y"),
    ("type A { x: Int }", "type A { x: Int y: Int }", "safe FIELD_ADDED A.y"),
    ("type A { x: Int }", "type A { x: String }", "breaking FIELD_CHANGED_KIND A.x"),
    ("type A { x: Int! }", "type A { x: Int }", "breaking FIELD_CHANGED_KIND A.x"),
    ("type A { x: Int }", "type A { x: Int! }", "safe FIELD_CHANGED_KIND_SAFE A.x"),
    ("type A { x: [Int] }", "type A { x: [Int!]! }", "safe FIELD_CHANGED_KIND_SAFE A.x"),
    ("type A { x: [Int]! }", "type A { x: [Int] }", "breaking FIELD_CHANGED_KIND A.x"),
    ("type A { x: [Int] }", "type A { x: Int }", "breaking FIELD_CHANGED_KIND A.x"),
    ("type A { x: Int }", "type A { x(a: Int!): Int }", "breaking REQUIRED_ARG_ADDED A.x(a:)"),
    ("type A { x: Int }", "type A { x(a: Int): Int }", "dangerous OPTIONAL_ARG_ADDED A.x(a:)"),
    ("type A { x(a: Int): Int }", "type A { x: Int }", "breaking ARG_REMOVED A.x(a:)"),
    ("type A { x(a: Int): Int }", "type A { x(a: ID): Int }", "breaking ARG_CHANGED_KIND A.x(a:)"),
    ("type A { x(a: Int!): Int }", "type A { x(a: Int): Int }", "safe ARG_CHANGED_KIND_SAFE A.x(a:)"),
    ("type A { x(a: Int): Int }", "type A { x(a: Int!): Int }", "breaking ARG_CHANGED_KIND A.x(a:)"),
    ("type A { x(a: Int = 1): Int }", "type A { x(a: Int = 2): Int }", "dangerous ARG_DEFAULT_VALUE_CHANGE A.x(a:)"),
    ("type A { x(a: Int = 1): Int }", "type A { x(a: Int): Int }", "dangerous ARG_DEFAULT_VALUE_CHANGE A.x(a:)"),
    ("type A { x(a: Int): Int }", "type A { x(a: Int = 1): Int }", "safe ARG_DEFAULT_VALUE_ADDED A.x(a:)"),
    ("directive @d on FIELD", "", "breaking DIRECTIVE_REMOVED @d"), ("", "directive @d on FIELD", "safe DIRECTIVE_ADDED @d"),
    ("directive @d(a: Int) on FIELD", "directive @d on FIELD", "breaking DIRECTIVE_ARG_REMOVED @d(a:)"),
    ("directive @d on FIELD", "directive @d(a: Int!) on FIELD", "breaking REQUIRED_DIRECTIVE_ARG_ADDED @d(a:)"),
    ("directive @d on FIELD", "directive @d(a: Int) on FIELD", "safe OPTIONAL_DIRECTIVE_ARG_ADDED @d(a:)"),
    ("directive @d repeatable on FIELD", "directive @d on FIELD", "breaking DIRECTIVE_REPEATABLE_REMOVED @d"),
    ("directive @d on FIELD | QUERY", "directive @d on FIELD", "breaking DIRECTIVE_LOCATION_REMOVED @d"),
    ("\"a\" type A { x: Int }", "\"b\" type A { x: Int }", "safe DESCRIPTION_CHANGED A"),
    ("input I { o: O = {a: 1, b: 2} } input O { a: Int b: Int }", "input I { o: O = {b: 2, a: 1} } input O { a: Int b: Int }", ""),
    ("type A { x: Int }", "type A { x: Int }", ""),
  ])
  func findsTheChange(old: String, new: String, expected: String) throws {
    #expect(try changes(old, new) == (expected.isEmpty ? [] : [expected]))
  }

  @Test func printsBreakingChangesFirst() throws {
    let report = try DiffReport(
      from: Schema(source: "type Query { a: Int b: Int } enum E { X }"), to: Schema(source: "type Query { b: Int c: Int } enum E { X Y }"))
    #expect(
      report.text == """
        breaking: Query.a was removed. [FIELD_REMOVED]
        dangerous: Y was added to the enum E. [VALUE_ADDED_TO_ENUM]
        safe: Query.c was added. [FIELD_ADDED]

        3 changes: 1 breaking, 1 dangerous, 1 safe.
        """)
    let json = try JSONValue(parsing: report.json)
    #expect(json["ok"] == .bool(false) && json["breaking"]?.text == "1" && json["dangerous"]?.text == "1" && json["safe"]?.text == "1")
    #expect(
      json["changes"]?[0]?.text
        == #"{"severity":"breaking","kind":"FIELD_REMOVED","coordinate":"Query.a","message":"Query.a was removed."}"#)
  }

  @Test func dangerousChangesAreRefusedWhenStrict() throws {
    let (old, new) = (try Schema(source: Self.query + "enum E { X }"), try Schema(source: Self.query + "enum E { X Y }"))
    #expect(DiffReport(from: old, to: new).isCompatible)
    #expect(!DiffReport(from: old, to: new, isStrict: true).isCompatible)
    #expect(DiffReport(from: old, to: old, isStrict: true).isCompatible)
    #expect(DiffReport(from: old, to: old).text == "The schemas are the same.")
  }

  @Test func readsGraphsAndPrintedSchemas() throws {
    let file = SourceFile(
      name: "a.graphql",
      text: "extend schema @service(name: \"s\", url: \"{$env.UPSTREAM}\") type Query { a: Int @rest(service: \"s\", GET: \"/a\") }")
    let composed = try ComparedSchema.schema(of: file, environment: GraphFiles.environment)
    let printed = try ComparedSchema.schema(of: SourceFile(name: "b.graphql", text: composed.printed()), environment: [:])
    #expect(SchemaDiff(from: composed, to: printed).changes == [])
    #expect(throws: CompositionFailure.self) {
      try ComparedSchema.schema(of: SourceFile(name: "c", text: "type Query { a: Nope }"), environment: [:])
    }
    #expect(throws: CompositionFailure.self) {
      try ComparedSchema.schema(of: SourceFile(name: "c", text: "type Query {"), environment: [:])
    }
  }
}
