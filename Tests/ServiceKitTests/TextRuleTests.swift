import Foundation
import Testing

@testable import ServiceKit

@Suite struct TextRuleTests {
  /// Every scalar below U+3100 and one of each plane, alone and between letters.
  private static let texts: [String] = (Array(0...0x30FF) + [0xD7FF, 0xE000, 0xFEFF, 0x1F600, 0x10_FFFF]).compactMap(Unicode.Scalar.init)
    .flatMap { [String($0), "a\($0)b", "\($0) \($0)\n"] }

  @Test(arguments: ["plain", "visible", "token"]) func thePatternAndThePredicateMeanTheSame(_ name: String) throws {
    let rule: TextRule = name == "plain" ? .plain : name == "visible" ? .visible : .token
    let pattern = try NSRegularExpression(pattern: rule.pattern)
    let differing = Self.texts.filter { text in
      let whole = NSRange(text.startIndex..., in: text)
      return (pattern.firstMatch(in: text, range: whole)?.range == whole) != rule.accepts(text)
    }
    #expect(differing == [])
  }

  @Test func distinguishesControlCharactersFromBlankText() {
    #expect(TextRule.plain.accepts("") && TextRule.plain.accepts(" \t\r\n é"))
    for text in ["\0", "a\u{7F}", "a\u{85}", "a\u{9B}b", "\u{1B}[0m"] { #expect(!TextRule.plain.accepts(text)) }
    for text in ["", " ", "\u{3000}\u{A0}\n"] { #expect(!TextRule.visible.accepts(text)) }
    for text in ["é", " a ", "\u{200B}", "日本"] { #expect(TextRule.visible.accepts(text)) }
    #expect(!TextRule.visible.accepts("a\u{0}"))
  }

  @Test func limitsTokens() {
    #expect(TextRule.token.accepts(String(repeating: "~", count: 255)))
    for text in ["", "a b", "é", String(repeating: "a", count: 256)] { #expect(!TextRule.token.accepts(text)) }
  }
}
