import GraphQLLanguage
import Testing

struct LexerTests {
  typealias Refusal = ParserTests.Refusal

  @Test(arguments: [
    ("\"\"", ""), (#""simple""#, "simple"), (#"" white space ""#, " white space "), (#""quote \"""#, "quote \""),
    (#""escaped \n\r\b\t\f\\\/""#, "escaped \n\r\u{8}\t\u{C}\\/"),
    (#""unicode \u1234\u5678\u90AB\uCDEF""#, "unicode \u{1234}\u{5678}\u{90AB}\u{CDEF}"),
    (#""\u{1F600} \u{0} \u{10FFFF}""#, "\u{1F600} \u{0} \u{10FFFF}"), (#""pair \uD83D\uDE00""#, "pair \u{1F600}"), (#""é🎉""#, "é🎉"),
    ("\"\"\"\"\"\"", ""), (#""""simple""""#, "simple"), (#"""" white space """"#, " white space "),
    (#""""contains " quote""""#, "contains \" quote"), (#""""contains \""" triple quote""""#, #"contains """ triple quote"#),
    ("\"\"\"multi\nline\"\"\"", "multi\nline"), ("\"\"\"multi\rline\r\nnormalized\"\"\"", "multi\nline\nnormalized"),
    (#""""unescaped \n\r\b\t\f\u1234""""#, #"unescaped \n\r\b\t\f\u1234"#),
    ("\"\"\"\n\n  spans\n    multiple\n      lines\n\n\"\"\"", "spans\n  multiple\n    lines"),
    ("\"\"\"\n    first\n  \tsecond\n\"\"\"", " first\nsecond"),
  ])
  func readsStrings(_ example: (source: String, value: String)) throws {
    #expect(try Parser.parseValue(example.source).stringValue == example.value)
  }

  @Test(arguments: [
    Refusal(#"""#, "Syntax Error: Unterminated string. (1:2)"),
    Refusal(#"""""#, "Syntax Error: Unterminated string. (1:4)"),
    Refusal(#""no end quote"#, "Syntax Error: Unterminated string. (1:14)"),
    Refusal("\"multi\nline\"", "Syntax Error: Unterminated string. (1:7)"),
    Refusal(#"""" no end"#, "Syntax Error: Unterminated string. (1:11)"),
    Refusal("'single'", #"Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (")? (1:1)"#),
    Refusal(#""bad \z esc""#, #"Syntax Error: Invalid character escape sequence: "\z". (1:6)"#),
    Refusal(#""bad \"#, #"Syntax Error: Invalid character escape sequence: "\". (1:6)"#),
    Refusal(#""bad \u1 esc""#, #"Syntax Error: Invalid Unicode escape sequence: "\u1 es". (1:6)"#),
    Refusal(#""bad \u00Z1""#, #"Syntax Error: Invalid Unicode escape sequence: "\u00Z1". (1:6)"#),
    Refusal(#""bad \uD800""#, #"Syntax Error: Invalid Unicode escape sequence: "\uD800". (1:6)"#),
    Refusal(#""bad \uD83D\u0041""#, #"Syntax Error: Invalid Unicode escape sequence: "\uD83D". (1:6)"#),
    Refusal(#""bad \uDE00""#, #"Syntax Error: Invalid Unicode escape sequence: "\uDE00". (1:6)"#),
    Refusal(#""bad \u{}""#, #"Syntax Error: Invalid Unicode escape sequence: "\u{}". (1:6)"#),
    Refusal(#""bad \u{110000}""#, #"Syntax Error: Invalid Unicode escape sequence: "\u{110000}". (1:6)"#),
    Refusal(#""bad \u{FFFFFFFFFF}""#, #"Syntax Error: Invalid Unicode escape sequence: "\u{FFFFFFFFF". (1:6)"#),
    Refusal("00", #"Syntax Error: Invalid number, unexpected digit after 0: "0". (1:2)"#),
    Refusal("+1", #"Syntax Error: Unexpected character: "+". (1:1)"#),
    Refusal("1.", "Syntax Error: Invalid number, expected digit but got: <EOF>. (1:3)"),
    Refusal("1.A", #"Syntax Error: Invalid number, expected digit but got: "A". (1:3)"#),
    Refusal("-", "Syntax Error: Invalid number, expected digit but got: <EOF>. (1:2)"),
    Refusal("1.0e", "Syntax Error: Invalid number, expected digit but got: <EOF>. (1:5)"),
    Refusal("1.2e3.4", #"Syntax Error: Invalid number, expected digit but got: ".". (1:6)"#),
    Refusal("0xF1", #"Syntax Error: Invalid number, expected digit but got: "x". (1:2)"#),
    Refusal("1_2", #"Syntax Error: Invalid number, expected digit but got: "_". (1:2)"#),
    Refusal("..", #"Syntax Error: Unexpected character: ".". (1:1)"#),
    Refusal("?", #"Syntax Error: Unexpected character: "?". (1:1)"#),
    Refusal("\u{200B}", "Syntax Error: Unexpected character: U+200B. (1:1)"),
    Refusal("\n\n \u{7}", "Syntax Error: Unexpected character: U+0007. (3:2)"),
    Refusal("🎉", "Syntax Error: Unexpected character: U+1F389. (1:1)"),
  ])
  func rejectsInvalidTokens(_ refusal: Refusal) {
    #expect(ParserTests.error { try Parser.parseValue(refusal.source) } == refusal.error)
  }

  @Test(arguments: ["0", "-0", "4", "-4", "9223372036854775808123", "4.123", "0.123", "123e4", "123E-4", "-1.123e+4567"])
  func keepsNumbersAsText(_ number: String) throws {
    switch try Parser.parseValue(number).content {
    case .int(let text), .float(let text): #expect(text == number)
    default: Issue.record("not a number")
    }
  }

  @Test func rejectsInvalidUTF8() {
    let bytes = Array(#"{ a(b: ""#.utf8) + [0xFF, 0xFE] + Array(#"") }"#.utf8)
    #expect(ParserTests.error { try Parser.parse(bytes) }?.contains("Invalid character within String") == true)
    #expect(ParserTests.error { try Parser.parse([0xC3]) }?.contains("Invalid character") == true)
    #expect(ParserTests.error { try Parser.parse([0x23, 0xC3, 0x28]) }?.contains("Invalid character") == true)
  }

  @Test func locatesErrorsInEveryPrefixAndSuffixOfADocument() {
    let bytes = Array(KitchenSink.executable.utf8) + Array(KitchenSink.typeSystem.utf8)
    for length in stride(from: 0, to: bytes.count, by: 3) {
      for part in [Array(bytes.prefix(length)), Array(bytes.suffix(length))] {
        do { _ = try Parser.parse(part) } catch { #expect(error.locations.count == 1) }
      }
    }
  }
}
