/// Prints documents in the layout of graphql-js. Parsing the text yields the same document, except for locations.
public enum Printer {
  /// A document; an empty line separates definitions, and there is no line terminator at the end.
  public static func text(of document: Document) -> String {
    var texts: [String] = []
    for (index, definition) in document.definitions.enumerated() {
      let text = text(of: definition)
      // After a type without fields, a shorthand query would be parsed as the fields of that type.
      let isFields = text.utf8.first == UInt8(ascii: "{") && index > 0 && document.definitions[index - 1].mayTakeBraces
      texts.append(isFields ? "query " + text : text)
    }
    return texts.joined(separator: "\n\n")
  }

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

  /// A string literal in quotes, on one line.
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

  /// A string literal; a block string when `asBlock` is true and a block string can represent the text.
  public static func stringLiteral(_ text: String, asBlock: Bool) -> String {
    asBlock && BlockString.canRepresent(text) ? BlockString.literal(of: text) : stringLiteral(text)
  }
}

extension Printer {
  /// An operation; in the shorthand form when possible.
  public static func text(of node: OperationDefinition) -> String {
    let variables = Layout.list(node.variableDefinitions.map(text(of:)), isIndented: false)
    let prefix = Layout.join([node.operation.rawValue, (node.name?.value ?? "") + variables, text(of: node.directives)])
    if prefix == "query", node.description == nil { return text(of: node.selectionSet) }
    return prefixed(by: node.description, prefix + " " + text(of: node.selectionSet))
  }

  private static func text(of node: VariableDefinition) -> String {
    let value = Layout.wrap(" = ", node.defaultValue.map(text(of:)) ?? "")
    return prefixed(
      by: node.description, "$\(node.variable): \(node.type)\(value)\(Layout.wrap(" ", text(of: node.directives)))")
  }

  public static func text(of node: FragmentDefinition) -> String {
    let directives = Layout.wrap("", text(of: node.directives), " ")
    return prefixed(by: node.description, "fragment \(node.name) on \(node.typeCondition) \(directives)\(text(of: node.selectionSet))")
  }

  public static func text(of node: SelectionSet) -> String {
    Layout.block(node.selections.map(text(of:)))
  }

  private static func text(of selection: Selection) -> String {
    switch selection {
    case .field(let node): text(of: node)
    case .fragmentSpread(let node): "...\(node.name)\(Layout.wrap(" ", text(of: node.directives)))"
    case .inlineFragment(let node):
      Layout.join(["...", Layout.wrap("on ", node.typeCondition?.value ?? ""), text(of: node.directives), text(of: node.selectionSet)])
    }
  }

  private static func text(of node: Field) -> String {
    let name = Layout.wrap("", node.alias?.value ?? "", ": ") + node.name.value
    let arguments = node.arguments.map(text(of:))
    var call = name + Layout.wrap("(", arguments.joined(separator: ", "), ")")
    if call.unicodeScalars.count > Layout.maximumLineLength {
      call = name + Layout.wrap("(\n", Layout.indent(arguments.joined(separator: "\n")), "\n)")
    }
    return Layout.join([call, text(of: node.directives), node.selectionSet.map(text(of:)) ?? ""])
  }

  private static func text(of node: Argument) -> String {
    "\(node.name): \(text(of: node.value))"
  }

  public static func text(of value: Value) -> String {
    switch value.content {
    case .variable(let name): "$\(name)"
    case .int(let text), .float(let text): text
    case .string(let text, let isBlock): stringLiteral(text, asBlock: isBlock)
    case .boolean(let truth): truth ? "true" : "false"
    case .null: "null"
    case .enumeration(let name): name
    case .list(let values): "[\(values.map(text(of:)).joined(separator: ", "))]"
    case .object(let fields): "{\(fields.map { "\($0.name): \(text(of: $0.value))" }.joined(separator: ", "))}"
    }
  }

  public static func text(of directives: [Directive]) -> String {
    directives.map { "@\($0.name)\(Layout.wrap("(", $0.arguments.map(text(of:)).joined(separator: ", "), ")"))" }.joined(separator: " ")
  }

  private static func prefixed(by description: Description?, _ text: String) -> String {
    guard let description else { return text }
    return stringLiteral(description.value, asBlock: description.isBlock) + "\n" + text
  }
}

extension Printer {
  private static func text(of node: SchemaDefinition, isExtension: Bool) -> String {
    let roots = node.operationTypes.map { "\($0.operation.rawValue): \($0.type)" }
    return prefixed(
      by: node.description, Layout.join([isExtension ? "extend schema" : "schema", text(of: node.directives), Layout.block(roots)]))
  }

  public static func text(of node: DirectiveDefinition) -> String {
    let arguments = Layout.list(node.arguments.map(text(of:)))
    let locations = node.locations.map(\.value).joined(separator: " | ")
    return prefixed(by: node.description, "directive @\(node.name)\(arguments)\(node.isRepeatable ? " repeatable" : "") on \(locations)")
  }

  public static func text(of node: TypeDefinition, isExtension: Bool = false) -> String {
    let directives = text(of: node.directives)
    let parts: [String]
    switch node {
    case .scalar(let node):
      parts = ["scalar", node.name.value, directives]
    case .object(let node):
      parts = ["type", node.name.value, implements(node.interfaces), directives, Layout.block(node.fields.map(text(of:)))]
    case .interface(let node):
      parts = ["interface", node.name.value, implements(node.interfaces), directives, Layout.block(node.fields.map(text(of:)))]
    case .union(let node):
      parts = ["union", node.name.value, directives, Layout.wrap("= ", node.members.map(\.value).joined(separator: " | "))]
    case .enumeration(let node):
      parts = ["enum", node.name.value, directives, Layout.block(node.values.map(text(of:)))]
    case .inputObject(let node):
      parts = ["input", node.name.value, directives, Layout.block(node.fields.map(text(of:)))]
    }
    return prefixed(by: node.description, Layout.join((isExtension ? ["extend"] : []) + parts))
  }

  public static func text(of node: FieldDefinition) -> String {
    let arguments = Layout.list(node.arguments.map(text(of:)))
    return prefixed(by: node.description, "\(node.name)\(arguments): \(node.type)\(Layout.wrap(" ", text(of: node.directives)))")
  }

  public static func text(of node: InputValueDefinition) -> String {
    let value = Layout.wrap("= ", node.defaultValue.map(text(of:)) ?? "")
    return prefixed(by: node.description, Layout.join(["\(node.name): \(node.type)", value, text(of: node.directives)]))
  }

  public static func text(of node: EnumValueDefinition) -> String {
    prefixed(by: node.description, Layout.join([node.name.value, text(of: node.directives)]))
  }

  private static func implements(_ interfaces: [Name]) -> String {
    Layout.wrap("implements ", interfaces.map(\.value).joined(separator: " & "))
  }
}

/// The building blocks of the layout of graphql-js.
private enum Layout {
  /// The maximum length, in code points, of a line with the arguments of a field.
  static let maximumLineLength = 80

  /// Joins the parts that are not empty.
  static func join(_ parts: [String], _ separator: String = " ") -> String {
    parts.filter { !$0.isEmpty }.joined(separator: separator)
  }

  /// The text between two others; empty when the text is empty.
  static func wrap(_ start: String, _ text: String, _ end: String = "") -> String {
    text.isEmpty ? "" : start + text + end
  }

  /// Two spaces before each line.
  static func indent(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    var bytes: [UInt8] = Array("  ".utf8)
    for byte in text.utf8 {
      bytes.append(byte)
      if byte == UInt8(ascii: "\n") { bytes += "  ".utf8 }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Items in braces, one per line.
  static func block(_ items: [String]) -> String {
    wrap("{\n", indent(items.joined(separator: "\n")), "\n}")
  }

  /// Items in parentheses; one per line when an item has several lines.
  static func list(_ items: [String], isIndented: Bool = true) -> String {
    guard items.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) else { return wrap("(", items.joined(separator: ", "), ")") }
    let lines = items.joined(separator: "\n")
    return wrap("(\n", isIndented ? indent(lines) : lines, "\n)")
  }
}

extension Definition {
  /// Whether braces after the text of the definition would be parsed as a part of it.
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
  public var printed: String { Printer.text(of: self) }
}
