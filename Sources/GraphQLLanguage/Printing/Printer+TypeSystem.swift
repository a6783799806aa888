extension Printer {
  static func text(of node: SchemaDefinition, isExtension: Bool) -> String {
    let roots = node.operationTypes.map { "\($0.operation.rawValue): \($0.type)" }
    return prefixed(
      by: node.description, Layout.join([isExtension ? "extend schema" : "schema", text(of: node.directives), Layout.block(roots)]))
  }

  /// A directive definition.
  public static func text(of node: DirectiveDefinition) -> String {
    let arguments = Layout.list(node.arguments.map(text(of:)))
    let locations = node.locations.map(\.value).joined(separator: " | ")
    return prefixed(by: node.description, "directive @\(node.name)\(arguments)\(node.isRepeatable ? " repeatable" : "") on \(locations)")
  }

  /// A definition of a named type, or its extension.
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

  /// A field definition.
  public static func text(of node: FieldDefinition) -> String {
    let arguments = Layout.list(node.arguments.map(text(of:)))
    return prefixed(by: node.description, "\(node.name)\(arguments): \(node.type)\(Layout.wrap(" ", text(of: node.directives)))")
  }

  /// An argument or input field definition.
  public static func text(of node: InputValueDefinition) -> String {
    let value = Layout.wrap("= ", node.defaultValue.map(text(of:)) ?? "")
    return prefixed(by: node.description, Layout.join(["\(node.name): \(node.type)", value, text(of: node.directives)]))
  }

  /// An enum value definition.
  public static func text(of node: EnumValueDefinition) -> String {
    prefixed(by: node.description, Layout.join([node.name.value, text(of: node.directives)]))
  }

  private static func implements(_ interfaces: [Name]) -> String {
    Layout.wrap("implements ", interfaces.map(\.value).joined(separator: " & "))
  }
}
