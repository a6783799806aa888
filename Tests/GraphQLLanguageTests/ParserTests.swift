import GraphQLLanguage
import Testing

struct ParserTests {
  /// A text with a syntax error, and the error with its location.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let source: String
    let error: String

    init(_ source: String, _ error: String) {
      self.source = source
      self.error = error
    }

    var testDescription: String { source }
  }

  @Test(arguments: [
    Refusal("", "Syntax Error: Unexpected <EOF>. (1:1)"),
    Refusal("{", "Syntax Error: Expected Name, found <EOF>. (1:2)"),
    Refusal("{ }", #"Syntax Error: Expected Name, found "}". (1:3)"#),
    Refusal("\n{ ...MissingOn }\nfragment MissingOn Type", #"Syntax Error: Expected "on", found Name "Type". (3:20)"#),
    Refusal("{ field: {} }", #"Syntax Error: Expected Name, found "{". (1:10)"#),
    Refusal("notAnOperation Foo { field }", #"Syntax Error: Unexpected Name "notAnOperation". (1:1)"#),
    Refusal("...", #"Syntax Error: Unexpected "...". (1:1)"#),
    Refusal(#"{ "" }"#, #"Syntax Error: Expected Name, found String "". (1:3)"#),
    Refusal(
      "query Foo($x: Complex = { a: { b: [ $var ] } }) { field }", #"Syntax Error: Unexpected variable "$var" in constant value. (1:37)"#),
    Refusal("query ($x: Int = $) { f }", #"Syntax Error: Unexpected "$". (1:18)"#),
    Refusal("fragment on on on { on }", #"Syntax Error: Unexpected Name "on". (1:10)"#),
    Refusal("{ ...on }", #"Syntax Error: Expected Name, found "}". (1:9)"#),
    Refusal("{ a(b: ) }", #"Syntax Error: Unexpected ")". (1:8)"#),
    Refusal("{ a() }", #"Syntax Error: Expected Name, found ")". (1:5)"#),
    Refusal("query Q() { a }", #"Syntax Error: Expected "$", found ")". (1:9)"#),
    Refusal(
      #""description" { a }"#,
      "Syntax Error: Unexpected description, descriptions are not supported on shorthand queries. (1:1)"),
    Refusal(
      #""description" extend type A { a: B }"#,
      "Syntax Error: Unexpected description, only GraphQL definitions support descriptions. (1:1)"),
    Refusal("extend type Hello", "Syntax Error: Unexpected <EOF>. (1:18)"),
    Refusal("extend union Hello @", "Syntax Error: Expected Name, found <EOF>. (1:21)"),
    Refusal("extend query", #"Syntax Error: Unexpected Name "query". (1:8)"#),
    Refusal("type Hello { }", #"Syntax Error: Expected Name, found "}". (1:14)"#),
    Refusal("union Hello = | | Wo", #"Syntax Error: Expected Name, found "|". (1:17)"#),
    Refusal("enum E { A true }", #"Syntax Error: Name "true" is reserved and cannot be used for an enum value. (1:12)"#),
    Refusal("directive @foo on FIELD | INCORRECT", #"Syntax Error: Unexpected Name "INCORRECT". (1:27)"#),
    Refusal("schema { query: Query other: O }", #"Syntax Error: Unexpected Name "other". (1:23)"#),
    Refusal("schema @a", #"Syntax Error: Expected "{", found <EOF>. (1:10)"#),
    Refusal("input Hello { world(foo: Int): String }", #"Syntax Error: Expected ":", found "(". (1:20)"#),
  ])
  func reportsMessageAndLocation(_ refusal: Refusal) {
    #expect(ParserTests.error { try Parser.parse(refusal.source) } == refusal.error)
  }

  @Test func readsDescriptionsOfExecutableDefinitions() throws {
    let document = try Parser.parse(
      #"""
      "An operation"
      query Q("A variable" $id: ID! = 1 @a) { f }
      """
      A fragment
      """
      fragment F on T { f }
      """#)
    #expect(document.operations.first?.description?.value == "An operation")
    #expect(document.operations.first?.variableDefinitions.first?.description?.value == "A variable")
    #expect(document.operations.first?.variableDefinitions.first?.directives.first?.name.value == "a")
    #expect(document.fragments.first?.description?.value == "A fragment")
    #expect(document.fragments.first?.description?.isBlock == true)
  }

  @Test func acceptsKeywordsAsNames() throws {
    for word in ["fragment", "query", "mutation", "subscription", "true", "false", "null", "type", "extend"] {
      let document = try Parser.parse(
        "query \(word) { ... \(word) ... on \(word) { field } \(word)(\(word): $\(word)) @\(word)(\(word): $\(word)) } "
          + "fragment \(word) on Type { \(word) }")
      #expect(document.definitions.count == 2)
    }
  }

  @Test func locatesNodesByLineAndCodePoint() throws {
    let document = try Parser.parse("\u{FEFF}# ünï\r\nquery\r{\n  a(b: \"é🎉\") c }")
    let selections = try #require(document.operations.first?.selectionSet.selections)
    #expect(document.operations.first?.location == SourceLocation(line: 2, column: 1))
    #expect(document.operations.first?.selectionSet.location == SourceLocation(line: 3, column: 1))
    #expect(selections.map(\.location) == [SourceLocation(line: 4, column: 3), SourceLocation(line: 4, column: 14)])
  }

  @Test func parsesSingleValuesTypesAndFieldSets() throws {
    let value = try Parser.parseValue(#"{a: [1, $b, "c"], d: E}"#)
    #expect(value["a"] != nil)
    #expect(Printer.text(of: value) == #"{a: [1, $b, "c"], d: E}"#)
    #expect(try Parser.parseType("[[ID!]!]").description == "[[ID!]!]")
    #expect(try Parser.parseFieldSet("id organization { id }").selections.count == 2)
    #expect(ParserTests.error { try Parser.parseValue("1 2") } == #"Syntax Error: Expected <EOF>, found Int "2". (1:3)"#)
    #expect(ParserTests.error { try Parser.parseType("A B") } == #"Syntax Error: Expected <EOF>, found Name "B". (1:3)"#)
    #expect(ParserTests.error { try Parser.parseFieldSet("") } == "Syntax Error: Expected Name, found <EOF>. (1:1)")
  }

  /// The error that a parse throws, as `message (line:column)`.
  static func error<Result>(_ parse: () throws -> Result) -> String? {
    do {
      _ = try parse()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
