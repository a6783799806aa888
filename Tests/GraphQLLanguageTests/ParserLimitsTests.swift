import GraphQLLanguage
import Testing

struct ParserLimitsTests {
  @Test func countsTokens() throws {
    let limits = ParserLimits(maximumTokens: 5)
    #expect(try Parser.parse("{ a b c }", limits: limits).operations.count == 1)
    #expect(
      ParserTests.error { try Parser.parse("{ a b c d }", limits: limits) }
        == "Syntax Error: Document contains more than 5 tokens. Parsing aborted. (1:11)")
  }

  @Test(arguments: [("", "{ a "), ("{ a(b: ", "["), ("{ a(b: ", "{c: "), ("query ($a: ", "["), ("{ ", "... { ")])
  func limitsNesting(_ pattern: (start: String, level: String)) {
    let error = ParserTests.error { try Parser.parse(pattern.start + String(repeating: pattern.level, count: 300)) }
    #expect(error?.contains("Document is nested deeper than 200 levels. Parsing aborted.") == true)
  }

  @Test func allowsNestingUpToTheLimit() throws {
    let text = String(repeating: "{ a ", count: 200) + String(repeating: "}", count: 200)
    #expect(try Parser.parse(text).operations.count == 1)
  }
}
