import Foundation
import GraphQLLanguage
import Testing

struct PrinterTests {
  @Test(arguments: [KitchenSink.executable, KitchenSink.typeSystem])
  func printsTextThatParsesToTheSameDocument(_ source: String) throws {
    let document = try Parser.parse(source)
    let printed = document.printed
    let again = try Parser.parse(printed)
    #expect(withoutLocations(again) == withoutLocations(document))
    #expect(again.printed == printed)
  }

  @Test(arguments: [
    ("{a,b}", "{\n  a\n  b\n}"),
    ("query{a}", "{\n  a\n}"),
    ("query Q{a}", "query Q {\n  a\n}"),
    ("query($a:Int=1@x){a}", "query ($a: Int = 1 @x) {\n  a\n}"),
    ("\"d\" query {a}", "\"d\"\nquery {\n  a\n}"),
    ("query Q(\"v\" $a: Int $b: Int){a}", "query Q(\n\"v\"\n$a: Int\n$b: Int\n) {\n  a\n}"),
    ("mutation@d{a}", "mutation @d {\n  a\n}"),
    (
      "fragment F on T@d{a...G@e ...on U{b}...{c}}",
      "fragment F on T @d {\n  a\n  ...G @e\n  ... on U {\n    b\n  }\n  ... {\n    c\n  }\n}"
    ),
    ("{x:a(b:{c:[1,2.0,E,$v],d:{}})@e{f}}", "{\n  x: a(b: {c: [1, 2.0, E, $v], d: {}}) @e {\n    f\n  }\n}"),
    (
      "type A implements&B&C@d{\"x\" a(b:Int=1 c:[D!]!):E!@f}", "type A implements B & C @d {\n  \"x\"\n  a(b: Int = 1, c: [D!]!): E! @f\n}"
    ),
    ("type A{a(\"x\" b:Int):C}", "type A {\n  a(\n    \"x\"\n    b: Int\n  ): C\n}"),
    (
      "union U=|A|B extend union U@d enum E{A,B} input I{a:Int=1}",
      "union U = A | B\n\nextend union U @d\n\nenum E {\n  A\n  B\n}\n\ninput I {\n  a: Int = 1\n}"
    ),
    ("directive@d(a:Int)repeatable on|FIELD|QUERY", "directive @d(a: Int) repeatable on FIELD | QUERY"),
    ("schema@a{query:Q}extend schema{mutation:M}", "schema @a {\n  query: Q\n}\n\nextend schema {\n  mutation: M\n}"),
    ("scalar S extend scalar S@d interface I", "scalar S\n\nextend scalar S @d\n\ninterface I"),
  ])
  func printsInTheLayoutOfGraphQLJS(_ example: (source: String, printed: String)) throws {
    #expect(try Parser.parse(example.source).printed == example.printed)
  }

  @Test func breaksArgumentsAfterEightyColumns() throws {
    let long = String(repeating: "x", count: 60)
    #expect(
      try Parser.parse(#"{ field(first: "\#(long)", second: 2) }"#).printed == """
        {
          field(
            first: "\(long)"
            second: 2
          )
        }
        """)
  }

  @Test(arguments: [
    "", "a", "two\nlines", "  indented", "a\n  b", "  a\nb", "ends with \"", "ends with \\", "has \"\"\" inside", "\"\"\"\"", "a\n\nb",
    "tab\there", "scalar before a quote \u{600}\"", "e\u{301}",
    "\n leading", "trailing\n", "  both\n  indented", "bell\u{7}", "é🎉", String(repeating: "long ", count: 20),
  ])
  func printsEveryStringAsStringAndBlockString(_ text: String) throws {
    for isBlock in [false, true] {
      let literal = Printer.stringLiteral(text, asBlock: isBlock)
      #expect(try Parser.parseValue(literal).stringValue == text)
      let indented = literal.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
      #expect(try Parser.parseValue(indented).stringValue == text)
    }
  }

  @Test(arguments: [
    "type T", "interface I", "enum E", "input I", "extend type T @d", "extend schema @d", "extend interface I implements J",
  ])
  func separatesAQueryFromATypeWithoutFields(_ definition: String) throws {
    let printed = try Parser.parse("\(definition) query { a }").printed
    #expect(printed == "\(definition)\n\nquery {\n  a\n}")
    #expect(try Parser.parse(printed).definitions.count == 2)
    #expect(try Parser.parse("scalar S query { a }").printed == "scalar S\n\n{\n  a\n}")
  }

  private func withoutLocations(_ document: Document) -> String {
    String(describing: document).replacingOccurrences(of: #"packed(Line|Column): \d+"#, with: "", options: .regularExpression)
  }
}
