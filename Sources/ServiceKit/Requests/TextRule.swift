/// A rule for text, in two forms: a regular expression for the API description, and a faster character test for requests. A test checks that
/// both accept the same text.
package struct TextRule: Sendable {
  /// The regular expression (ECMA 262), anchored.
  package let pattern: String
  /// The error message for text that breaks the rule.
  package let message: String
  package let accepts: @Sendable (String) -> Bool

  /// No control characters (Unicode category Cc) other than tab, line feed and carriage return.
  static let plain = TextRule(pattern: "^[^\(control)]*$", message: "must not contain control characters") { text in
    !text.unicodeScalars.contains(where: isControl)
  }

  /// Plain, with at least one visible character.
  static let visible = TextRule(pattern: "^[^\(control)]*[^\(blank)][^\(control)]*$", message: "must not be blank") { text in
    plain.accepts(text) && text.unicodeScalars.contains { !isBlank($0) }
  }

  /// 1 to 255 visible ASCII characters.
  package static let token = TextRule(pattern: "^[!-~]{1,255}$", message: "must be 1 to 255 visible ASCII characters") { text in
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  // The patterns use these classes negated, because tools that generate text from a pattern enumerate the characters of a class.
  private static let control = #"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"#
  private static let blank = #"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"#

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0...0x1F, 0x7F...0x9F: true
    default: false
    }
  }

  /// Unicode's White_Space, and control characters.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}
