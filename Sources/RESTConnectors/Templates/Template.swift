import JSON

/// Text with placeholders: `{$args.x}`, `{$this.x}`, `{$keys.x}`, `{$claims.x}`, `{$env.X}`. A style says how the value is written: `{$args.x|repeat}`.
/// Every other brace is text.
package struct Template: Sendable, Equatable {
  /// The source of a placeholder's value.
  package enum Source: String, Sendable {
    case args, this, keys, env
    /// The verified claims of the caller.
    case claims
  }

  /// A placeholder: a source, the path of the value in it, and how the value is written.
  package struct Placeholder: Sendable, Equatable {
    package let source: Source
    package let path: JSONPath
    /// Nil for the style of the place: text in a URL or a header, JSON in a body.
    package var style: PlaceholderStyle?
  }

  package enum Piece: Sendable, Equatable {
    case text(String)
    case placeholder(Placeholder)
  }

  /// The text as written in the schema file.
  package let text: String
  package let pieces: [Piece]

  /// Parses a template.
  package init(_ source: String) throws(TemplateError) {
    var pieces: [Piece] = []
    var rest = source[...]
    while let start = rest.firstRange(of: "{$") {
      if start.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<start.lowerBound]))) }
      guard let end = Self.end(of: rest[start.upperBound...]) else { throw TemplateError("a placeholder is not closed by \"}\"") }
      pieces.append(.placeholder(try Self.parsePlaceholder(rest[start.upperBound..<end])))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    text = source
    self.pieces = pieces
  }

  package var placeholders: [Placeholder] {
    pieces.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
  }

  /// The index of the brace that closes a placeholder. A brace in double quotes is part of a name.
  private static func end(of text: Substring) -> Substring.Index? {
    var isQuoted = false
    return text.indices.first { index in
      if text[index] == "\"" { isQuoted.toggle() }
      return text[index] == "}" && !isQuoted
    }
  }

  private static func parsePlaceholder(_ text: Substring) throws(TemplateError) -> Placeholder {
    let bar = text.lastIndex(of: "|").flatMap { text[$0...].contains("\"") ? nil : $0 }
    var placeholder = try parseValue(text[..<(bar ?? text.endIndex)])
    if let bar { placeholder.style = try PlaceholderStyle(named: String(text[text.index(after: bar)...])) }
    return placeholder
  }

  private static func parseValue(_ text: Substring) throws(TemplateError) -> Placeholder {
    let name = text.prefix { $0 != "." }
    guard let source = Source(rawValue: String(name)) else {
      throw TemplateError("\"{$\(text)}\" must begin with $args, $this, $keys, $claims or $env")
    }
    let rest = text.dropFirst(name.count).dropFirst()
    if source == .claims { return Placeholder(source: source, path: try claimPath(text, rest)) }
    // `{$keys}` without a path is the whole key; it is allowed in a body.
    guard let path = path(rest), !text.hasSuffix("."), !path.steps.isEmpty || source == .keys else {
      throw TemplateError("\"{$\(text)}\" needs a path after $\(name), as in {$\(name).a.b}")
    }
    return Placeholder(source: source, path: path)
  }

  /// The name of a claim may hold any character, as in `{$claims."https://example.com/tenant"}` (RFC 7519 §4.2).
  private static func claimPath(_ text: Substring, _ path: Substring) throws(TemplateError) -> JSONPath {
    let found: JSONPath
    do throws(PathError) { found = try PathText(String(path)).path } catch {
      throw TemplateError("\"{$\(text)}\" is not a path of a claim: \(error.reason); \(error.advice)")
    }
    guard !found.steps.isEmpty else {
      throw TemplateError("\"{$\(text)}\" needs the name of a claim after $claims, as in {$claims.sub}")
    }
    return found
  }

  /// Names with dots between them. A name that has another character than a letter, a digit, `_` or `-` stands in double quotes.
  private static func path(_ text: Substring) -> JSONPath? {
    guard text.contains("\"") else { return text.utf8.allSatisfy(isNameByte) ? JSONPath(String(text)) : nil }
    return try? PathText(String(text)).path
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

/// An error in a template, for the author of the schema file.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  /// Similar names that exist.
  package let near: [String]

  package init(_ description: String, near: [String] = []) {
    self.description = description
    self.near = near
  }
}
