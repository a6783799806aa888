import GraphQLLanguage
import JSON
import Yams

/// A YAML or JSON value with its location. Aliases are expanded, up to a fixed number of values.
package struct YAMLValue: Sendable {
  package struct Member: Sendable {
    package let name: String
    package let value: YAMLValue
    package let location: SourceLocation
  }

  package indirect enum Content: Sendable {
    case scalar(String, isQuoted: Bool)
    case sequence([YAMLValue])
    case mapping([Member])
  }

  package let content: Content
  package let location: SourceLocation

  private static let maximumValues = 500_000
  private static let maximumDepth = 200

  /// Parses a text with one document. An empty text is an empty scalar.
  package init(parsing text: String) throws(YAMLError) {
    try Self.checkDepth(text)
    let node: Yams.Node?
    do { node = try Yams.compose(yaml: text) } catch { throw Self.error(error) }
    guard let node else {
      self.init(content: .scalar("", isQuoted: false), location: .unknown)
      return
    }
    var remaining = Self.maximumValues
    try self.init(node, depth: 0, &remaining)
  }

  private init(content: Content, location: SourceLocation) {
    self.content = content
    self.location = location
  }

  private init(_ node: Yams.Node, depth: Int, _ remaining: inout Int) throws(YAMLError) {
    let location = SourceLocation(line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    remaining -= 1
    guard remaining > 0 else { throw YAMLError(message: "The file has too many values.", location: location) }
    guard depth < Self.maximumDepth else { throw YAMLError(message: "The file is nested too deeply.", location: location) }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted || scalar.style == .literal || scalar.style == .folded
      self.init(content: .scalar(scalar.string, isQuoted: isQuoted), location: location)
    case .sequence(let sequence):
      var elements: [YAMLValue] = []
      for element in sequence { elements.append(try YAMLValue(element, depth: depth + 1, &remaining)) }
      self.init(content: .sequence(elements), location: location)
    case .mapping(let mapping):
      var members: [Member] = []
      for (key, value) in mapping {
        let position = SourceLocation(line: key.mark?.line ?? 0, column: key.mark?.column ?? 0)
        guard case .scalar(let name) = key else { throw YAMLError(message: "A name must be text.", location: position) }
        members.append(Member(name: name.string, value: try YAMLValue(value, depth: depth + 1, &remaining), location: position))
      }
      self.init(content: .mapping(members), location: location)
    case .alias: throw YAMLError(message: "The alias is not defined.", location: location)
    }
  }

  /// Checks the nesting of flow collections before parsing, since the parser recurses into them.
  private static func checkDepth(_ text: String) throws(YAMLError) {
    var depth = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
      default: continue
      }
      guard depth <= 2 * maximumDepth else { throw YAMLError(message: "The file is nested too deeply.", location: .unknown) }
    }
  }

  private static func error(_ error: any Error) -> YAMLError {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      YAMLError(message: "This is neither YAML nor JSON: \(problem).", location: SourceLocation(line: mark.line, column: mark.column))
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      YAMLError(
        message: "\(keys.map { "\"\($0)\"" }.joined(separator: ", ")) is set twice.",
        location: SourceLocation(line: context.mark.line, column: context.mark.column))
    default: YAMLError(message: "The text is not YAML.", location: .unknown)
    }
  }

  /// The value as JSON. Plain scalars follow the core schema of YAML 1.2, and `<<` merges mappings as in YAML 1.1.
  var json: JSONValue {
    switch content {
    case .scalar(let text, let isQuoted): isQuoted ? .string(text) : Self.plain(text)
    case .sequence(let elements): .array(elements.map(\.json))
    case .mapping(let members): .object(Self.merged(members))
    }
  }

  /// The members, after those of the mappings under `<<`, which they replace.
  private static func merged(_ members: [Member]) -> JSONObject {
    let own = members.lazy.filter { $0.name != "<<" }.map { (name: $0.name, value: $0.value.json) }
    guard members.contains(where: { $0.name == "<<" }) else { return JSONObject(own) }
    var inherited: [(name: String, value: JSONValue)] = []
    for member in members where member.name == "<<" {
      switch member.value.content {
      case .mapping(let members): inherited += merged(members).members.map { ($0.name, $0.value) }
      case .sequence(let elements):
        // Of several mappings the first one counts.
        for element in elements.reversed() {
          if case .mapping(let members) = element.content { inherited += merged(members).members.map { ($0.name, $0.value) } }
        }
      case .scalar: inherited.append((member.name, member.value.json))
      }
    }
    return JSONObject(inherited + own)
  }

  private static func plain(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return number(text).map { .number($0) } ?? .string(text)
    }
  }

  /// The text of a number of the core schema, as JSON writes it; nil for other text.
  private static func number(_ text: String) -> String? {
    if case .number(let number)? = try? JSONValue(parsing: text) { return number }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      return UInt64(text.dropFirst(2), radix: radix).map { String($0) }
    }
    // JSON has no sign and no zeros before a number, and digits on both sides of a point.
    let sign = text.first == "-" ? "-" : ""
    var digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    guard digits.first?.isNumber == true || digits.first == ".", digits.contains(where: \.isNumber) else { return nil }
    while digits.first == "0", digits.dropFirst().first?.isNumber == true { digits = digits.dropFirst() }
    if digits.first == "." { digits = "0" + digits }
    if digits.last == "." { digits = digits + "0" }
    if case .number(let number)? = try? JSONValue(parsing: sign + digits) { return number }
    return nil
  }
}

/// Text that is not YAML or JSON, or is too large.
package struct YAMLError: Error {
  package let message: String
  package let location: SourceLocation
}
