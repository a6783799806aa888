/// The building blocks of graphql-js's layout.
enum Layout {
  /// The longest line that a field's arguments may make, in code points.
  static let maximumLineLength = 80

  /// The parts that are not empty, with a separator between them.
  static func join(_ parts: [String], _ separator: String = " ") -> String {
    parts.filter { !$0.isEmpty }.joined(separator: separator)
  }

  /// Text between two others; empty text stays empty.
  static func wrap(_ start: String, _ text: String, _ end: String = "") -> String {
    text.isEmpty ? "" : start + text + end
  }

  /// Two blanks before each line.
  static func indent(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    var bytes: [UInt8] = Array("  ".utf8)
    for byte in text.utf8 {
      bytes.append(byte)
      if byte == UInt8(ascii: "\n") { bytes += "  ".utf8 }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Items, one a line, in braces.
  static func block(_ items: [String]) -> String {
    wrap("{\n", indent(items.joined(separator: "\n")), "\n}")
  }

  /// Items in parentheses, one a line when one of them has several lines.
  static func list(_ items: [String], isIndented: Bool = true) -> String {
    guard items.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) else { return wrap("(", items.joined(separator: ", "), ")") }
    let lines = items.joined(separator: "\n")
    return wrap("(\n", isIndented ? indent(lines) : lines, "\n)")
  }
}
