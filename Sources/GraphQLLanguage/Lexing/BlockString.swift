/// The values of block strings, and their printing.
///
/// Source: GraphQL specification, section 2.10.4 "String Value", BlockStringValue().
enum BlockString {
  /// The value of raw lines: without the common indentation and without blank lines at the start and the end.
  static func value(of lines: [[UInt8]]) -> String {
    var commonIndent = Int.max
    var filled: ClosedRange<Int>?
    for (index, line) in lines.enumerated() {
      guard let indent = line.firstIndex(where: { !isBlank($0) }) else { continue }
      filled = (filled?.lowerBound ?? index)...index
      if index > 0 { commonIndent = min(commonIndent, indent) }
    }
    guard let filled else { return "" }
    var value: [UInt8] = []
    for index in filled {
      if index > filled.lowerBound { value.append(UInt8(ascii: "\n")) }
      value += index == 0 ? lines[index][...] : lines[index].dropFirst(commonIndent)
    }
    return String(decoding: value, as: UTF8.self)
  }

  /// Whether a block string can represent a text unchanged.
  static func canRepresent(_ text: String) -> Bool {
    guard !text.utf8.contains(UInt8(ascii: "\r")) else { return false }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    // A single line follows the opening quotes directly; several lines start on the next line.
    return text.isEmpty || value(of: lines.count == 1 ? lines : [[]] + lines) == text
  }

  /// A text as a block string, in the layout of graphql-js. `canRepresent` must be true for the text.
  static func literal(of text: String) -> String {
    let escaped = escapeTripleQuotes(text)
    let lines = escaped.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let isSingleLine = lines.count == 1
    let startsBlank = text.utf8.first.map(isBlank) ?? false
    let forcesLeadingLine = !isSingleLine && lines.dropFirst().allSatisfy { $0.first.map(isBlank) ?? true }
    let endsWithTripleQuotes = escaped.utf8.suffix(4).elementsEqual("\\\"\"\"".utf8)
    // Compares bytes, because a `Character` can contain a quote and other scalars.
    let endsWithQuote = text.utf8.last == UInt8(ascii: "\"")
    let forcesTrailingLine = (endsWithQuote && !endsWithTripleQuotes) || text.utf8.last == UInt8(ascii: "\\")
    let isMultiline = !isSingleLine || text.unicodeScalars.count > 70 || forcesTrailingLine || forcesLeadingLine || endsWithTripleQuotes
    let before = (isMultiline && !(isSingleLine && startsBlank)) || forcesLeadingLine ? "\n" : ""
    let after = isMultiline || forcesTrailingLine ? "\n" : ""
    return "\"\"\"\(before)\(escaped)\(after)\"\"\""
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func escapeTripleQuotes(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\"")) else { return text }
    var escaped: [UInt8] = []
    var quotes = 0
    for byte in text.utf8 {
      quotes = byte == UInt8(ascii: "\"") ? quotes + 1 : 0
      if quotes == 3 {
        escaped.replaceSubrange((escaped.count - 2)..., with: "\\\"\"\"".utf8)
        quotes = 0
      } else {
        escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
