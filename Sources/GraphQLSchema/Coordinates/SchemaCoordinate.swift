/// A reference to an element of a schema: `Type`, `Type.member`, `Type.field(argument:)`, `@directive` or `@directive(argument:)`.
///
/// Source: September 2025 specification, section 3.14 "Schema Coordinates".
public enum SchemaCoordinate: Hashable, Sendable, CustomStringConvertible {
  /// TypeCoordinate : Name
  case type(String)
  /// MemberCoordinate : Name . Name — a field, an input field or an enum value.
  case member(type: String, name: String)
  /// ArgumentCoordinate : Name . Name ( Name : )
  case argument(type: String, field: String, name: String)
  /// DirectiveCoordinate : @ Name
  case directive(String)
  /// DirectiveArgumentCoordinate : @ Name ( Name : )
  case directiveArgument(directive: String, name: String)

  /// Parses a coordinate; nil when the text is not one. A coordinate contains no ignored tokens, not even whitespace.
  public init?(_ text: String) {
    var reader = CoordinateReader(text)
    let isDirective = reader.consume("@")
    guard let first = reader.name() else { return nil }
    var member: String?
    if !isDirective, reader.consume(".") {
      guard let name = reader.name() else { return nil }
      member = name
    }
    var argument: String?
    if isDirective || member != nil, reader.consume("(") {
      guard let name = reader.name(), reader.consume(":"), reader.consume(")") else { return nil }
      argument = name
    }
    guard reader.isAtEnd else { return nil }
    switch (isDirective, member, argument) {
    case (true, _, let argument?): self = .directiveArgument(directive: first, name: argument)
    case (true, _, nil): self = .directive(first)
    case (false, let member?, let argument?): self = .argument(type: first, field: member, name: argument)
    case (false, let member?, nil): self = .member(type: first, name: member)
    case (false, nil, _): self = .type(first)
    }
  }

  public var description: String {
    switch self {
    case .type(let name): name
    case .member(let type, let name): "\(type).\(name)"
    case .argument(let type, let field, let name): "\(type).\(field)(\(name):)"
    case .directive(let name): "@\(name)"
    case .directiveArgument(let directive, let name): "@\(directive)(\(name):)"
    }
  }
}

private struct CoordinateReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func consume(_ character: Unicode.Scalar) -> Bool {
    guard let byte = rest.first, UInt32(byte) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  /// Name : NameStart NameContinue*
  mutating func name() -> String? {
    let name = rest.prefix { byte in byte == UInt8(ascii: "_") || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
    guard let first = name.first, first &- 0x30 >= 10 else { return nil }
    rest = rest.dropFirst(name.count)
    return String(Substring(name))
  }
}
