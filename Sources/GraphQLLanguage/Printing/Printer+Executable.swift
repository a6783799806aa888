extension Printer {
  /// An operation; an anonymous query of nothing but fields in its short form.
  public static func text(of node: OperationDefinition) -> String {
    let variables = Layout.list(node.variableDefinitions.map(text(of:)), isIndented: false)
    let prefix = Layout.join([node.operation.rawValue, (node.name?.value ?? "") + variables, text(of: node.directives)])
    if prefix == "query", node.description == nil { return text(of: node.selectionSet) }
    return prefixed(by: node.description, prefix + " " + text(of: node.selectionSet))
  }

  static func text(of node: VariableDefinition) -> String {
    let value = Layout.wrap(" = ", node.defaultValue.map(text(of:)) ?? "")
    return prefixed(
      by: node.description, "$\(node.variable): \(node.type)\(value)\(Layout.wrap(" ", text(of: node.directives)))")
  }

  /// A fragment.
  public static func text(of node: FragmentDefinition) -> String {
    let directives = Layout.wrap("", text(of: node.directives), " ")
    return prefixed(by: node.description, "fragment \(node.name) on \(node.typeCondition) \(directives)\(text(of: node.selectionSet))")
  }

  /// Selections in braces.
  public static func text(of node: SelectionSet) -> String {
    Layout.block(node.selections.map(text(of:)))
  }

  static func text(of selection: Selection) -> String {
    switch selection {
    case .field(let node): text(of: node)
    case .fragmentSpread(let node): "...\(node.name)\(Layout.wrap(" ", text(of: node.directives)))"
    case .inlineFragment(let node):
      Layout.join(["...", Layout.wrap("on ", node.typeCondition?.value ?? ""), text(of: node.directives), text(of: node.selectionSet)])
    }
  }

  static func text(of node: Field) -> String {
    let name = Layout.wrap("", node.alias?.value ?? "", ": ") + node.name.value
    let arguments = node.arguments.map(text(of:))
    var call = name + Layout.wrap("(", arguments.joined(separator: ", "), ")")
    if call.unicodeScalars.count > Layout.maximumLineLength {
      call = name + Layout.wrap("(\n", Layout.indent(arguments.joined(separator: "\n")), "\n)")
    }
    return Layout.join([call, text(of: node.directives), node.selectionSet.map(text(of:)) ?? ""])
  }

  static func text(of node: Argument) -> String {
    "\(node.name): \(text(of: node.value))"
  }

  /// A value.
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

  /// Applied directives, separated by blanks; empty when there are none.
  public static func text(of directives: [Directive]) -> String {
    directives.map { "@\($0.name)\(Layout.wrap("(", $0.arguments.map(text(of:)).joined(separator: ", "), ")"))" }.joined(separator: " ")
  }

  static func prefixed(by description: Description?, _ text: String) -> String {
    guard let description else { return text }
    return stringLiteral(description.value, asBlock: description.isBlock) + "\n" + text
  }
}
