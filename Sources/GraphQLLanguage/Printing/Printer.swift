/// Writes documents as text, in graphql-js's layout. Parsing that text gives the same document, but for places.
public enum Printer {
  /// A whole document; definitions are separated by an empty line, and no line end follows the last.
  public static func text(of document: Document) -> String {
    var texts: [String] = []
    for (index, definition) in document.definitions.enumerated() {
      let text = text(of: definition)
      // Behind a type without fields the short form of a query would read as the fields of that type.
      let isFields = text.utf8.first == UInt8(ascii: "{") && index > 0 && document.definitions[index - 1].mayTakeBraces
      texts.append(isFields ? "query " + text : text)
    }
    return texts.joined(separator: "\n\n")
  }

  /// A single definition.
  public static func text(of definition: Definition) -> String {
    switch definition {
    case .operation(let node): text(of: node)
    case .fragment(let node): text(of: node)
    case .schema(let node): text(of: node, isExtension: false)
    case .schemaExtension(let node): text(of: node, isExtension: true)
    case .type(let node): text(of: node, isExtension: false)
    case .typeExtension(let node): text(of: node, isExtension: true)
    case .directive(let node): text(of: node)
    }
  }

  /// A string as a literal in quotes, on one line.
  public static func stringLiteral(_ text: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\u{8}": bytes += "\\b".utf8
      case "\u{C}": bytes += "\\f".utf8
      case "\n": bytes += "\\n".utf8
      case "\r": bytes += "\\r".utf8
      case "\t": bytes += "\\t".utf8
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A string as a literal; as a block string when asked and when one can hold it.
  public static func stringLiteral(_ text: String, asBlock: Bool) -> String {
    asBlock && BlockString.canHold(text) ? BlockString.literal(of: text) : stringLiteral(text)
  }
}

extension Definition {
  /// Whether braces behind the definition's text would be read as a part of it.
  fileprivate var mayTakeBraces: Bool {
    switch self {
    case .type(let node), .typeExtension(let node):
      switch node {
      case .object(let node): node.fields.isEmpty
      case .interface(let node): node.fields.isEmpty
      case .enumeration(let node): node.values.isEmpty
      case .inputObject(let node): node.fields.isEmpty
      case .scalar, .union: false
      }
    case .schemaExtension(let node): node.operationTypes.isEmpty
    case .operation, .fragment, .schema, .directive: false
    }
  }
}

extension Document {
  /// The document as text.
  public var printed: String { Printer.text(of: self) }
}
