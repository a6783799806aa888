import GraphQLFederation
import GraphQLLanguage

/// The texts of files by name, for excerpts in diagnostics.
package struct SourceTexts: Sendable {
  private var texts: [String: String]

  package init(_ files: [SourceFile] = []) {
    texts = Dictionary(files.map { ($0.name, $0.text) }) { first, _ in first }
  }

  mutating func add(_ text: String, named name: String) { texts[name] = text }

  /// The line of a position with carets under the column. Nil if the file or the line is not known.
  func excerpt(_ position: SourcePosition) -> String? {
    guard position.location.isKnown, let text = texts[position.file] else { return nil }
    var line = Substring()
    var number = 0
    for next in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      if number == position.location.line {
        line = next
        break
      }
    }
    guard number == position.location.line else { return nil }
    let (shown, column) = Self.window(line, column: max(position.location.column, 1) - 1)
    // A tab is a tab in front of the caret too, so that both lines align whatever the tab width is.
    let indent = String(shown.prefix(column).map { $0 == "\t" ? "\t" : " " })
    let padding = String(repeating: " ", count: max(column - shown.count, 0))
    let margin = String(repeating: " ", count: max(5 - String(number).count, 0))
    let bar = String(repeating: " ", count: max(String(number).count, 5))
    let carets = String(repeating: "^", count: Self.length(of: shown.dropFirst(column)))
    return "\(margin)\(number) | \(shown)\n\(bar) | \(indent)\(padding)\(carets)"
  }

  /// At most 110 characters of a line around the column, without control characters that a terminal would execute.
  private static func window(_ line: Substring, column: Int) -> (text: String, column: Int) {
    let characters = line.unicodeScalars.map { scalar -> Character in
      scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80..<0xA0).contains(scalar.value)) ? Character(scalar) : "?"
    }
    guard characters.count > 120 else { return (String(characters), min(column, characters.count)) }
    let start = min(max(column - 40, 0), max(characters.count - 110, 0))
    let end = min(start + 110, characters.count)
    let text = (start > 0 ? "…" : "") + String(characters[start..<end]) + (end < characters.count ? "…" : "")
    return (text, min(max(column - start, 0), 110) + (start > 0 ? 1 : 0))
  }

  /// The length of the name, the directive or the string at the start of the text.
  private static func length(of rest: Substring) -> Int {
    if rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") { return rest.distance(from: rest.startIndex, to: end) + 1 }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "@" || $0 == "$" }
    return max(name.count, 1)
  }
}

extension Diagnostic {
  /// The diagnostic as text: `file:line:column: severity: message [rule]`, an excerpt, an example and a fix.
  package func text(_ sources: SourceTexts) -> String {
    var lines: [String] = []
    let start = locations.first.map { "\($0): " } ?? ""
    lines.append("\(start)\(severity.rawValue): \(message) [\(rule)]")
    if let excerpt = locations.first.flatMap({ sources.excerpt($0) }) { lines.append(excerpt) }
    for position in locations.dropFirst() {
      lines.append("\(position): and here")
      if let excerpt = sources.excerpt(position) { lines.append(excerpt) }
    }
    if let example {
      lines.append("  example: \(example.query)")
      let condition = example.assumesKeys ? " if services return entity references instead of objects" : ""
      lines.append("           needs up to \(Count(example.calls, "upstream call"))\(condition)")
    }
    if let fix { lines.append("  fix: \(fix)") }
    return lines.joined(separator: "\n")
  }
}
