import GraphQLLanguage

extension Schema {
  /// The schema in the layout of graphql-js: without built-in definitions and, unless `appliedDirectives` is true, without applied
  /// directives other than `@deprecated`, `@specifiedBy` and `@oneOf`.
  public func printed(appliedDirectives: Bool = false) -> String {
    let printer = SchemaPrinter(schema: self, writesAppliedDirectives: appliedDirectives)
    let definitions = directives.filter { !BuiltInDefinitions.directiveNames.contains($0.name.value) }.map(printer.text(of:))
    let types = types.filter { !BuiltInDefinitions.typeNames.contains($0.name) }.map(printer.text(of:))
    return ([printer.schemaDefinition].compactMap(\.self) + definitions + types).joined(separator: "\n\n")
  }
}

struct SchemaPrinter {
  let schema: Schema
  let writesAppliedDirectives: Bool

  /// Nil when the root types have their default names and there is nothing else to print.
  var schemaDefinition: String? {
    let roots = OperationType.allCases.compactMap { operation in schema.rootTypeNames[operation].map { (operation, $0.value) } }
    let isUsual = roots.allSatisfy { $0.rawValue.capitalizedFirst == $1 }
    let applied = writesAppliedDirectives ? schema.definition?.directives ?? [] : []
    guard !isUsual || schema.definition?.description != nil || !applied.isEmpty else { return nil }
    let lines = roots.map { "  \($0.rawValue): \($1)" }
    return description(schema.definition?.description) + "schema" + suffix(applied) + block(lines)
  }

  func text(of directive: DirectiveDefinition) -> String {
    description(directive.description) + "directive @\(directive.name)" + list(directive.arguments)
      + (directive.isRepeatable ? " repeatable" : "") + " on " + directive.locations.map(\.value).joined(separator: " | ")
  }

  func text(of type: NamedType) -> String {
    let applied = suffix(type.definition.directives)
    let start = description(type.definition.description)
    switch type {
    case .scalar(let scalar):
      let url = writesAppliedDirectives ? nil : scalar.specifiedByURL
      return start + "scalar \(type.name)" + applied + (url.map { " @specifiedBy(url: \(Printer.stringLiteral($0)))" } ?? "")
    case .object: return start + "type \(type.name)" + implements(type) + applied + fields(of: type)
    case .interface: return start + "interface \(type.name)" + implements(type) + applied + fields(of: type)
    case .union(let union):
      return start + "union \(type.name)" + applied + (union.members.isEmpty ? "" : " = " + union.members.joined(separator: " | "))
    case .enumeration(let enumeration):
      let values = enumeration.values.enumerated().map { index, value in
        description(value.description, indent: "  ", isFirst: index == 0) + "  \(value.name)"
          + deprecation(value.deprecationReason, value.directives)
      }
      return start + "enum \(type.name)" + applied + block(values)
    case .inputObject(let input):
      let fields = input.fields.enumerated().map { index, field in
        description(field.description, indent: "  ", isFirst: index == 0) + "  " + text(of: field)
      }
      return start + "input \(type.name)" + applied + (input.isOneOf && !writesAppliedDirectives ? " @oneOf" : "") + block(fields)
    }
  }

  private func implements(_ type: NamedType) -> String {
    type.interfaces.isEmpty ? "" : " implements " + type.interfaces.joined(separator: " & ")
  }

  private func fields(of type: NamedType) -> String {
    block(
      type.fields.enumerated().map { index, field in
        description(field.description, indent: "  ", isFirst: index == 0) + "  \(field.name)" + list(field.arguments, indent: "  ")
          + ": \(field.type)" + deprecation(field.deprecationReason, field.directives)
      })
  }

  private func list(_ arguments: [InputValueDefinition], indent: String = "") -> String {
    if arguments.isEmpty { return "" }
    if arguments.allSatisfy({ $0.description == nil }) { return "(" + arguments.map(text(of:)).joined(separator: ", ") + ")" }
    let lines = arguments.enumerated().map { index, argument in
      description(argument.description, indent: "  " + indent, isFirst: index == 0) + "  " + indent + text(of: argument)
    }
    return "(\n" + lines.joined(separator: "\n") + "\n" + indent + ")"
  }

  private func text(of value: InputValueDefinition) -> String {
    "\(value.name): \(value.type)" + (value.defaultValue.map { " = " + Printer.text(of: $0) } ?? "")
      + deprecation(value.deprecationReason, value.directives)
  }

  private func deprecation(_ reason: String?, _ directives: [Directive]) -> String {
    if writesAppliedDirectives { return suffix(directives) }
    guard let reason else { return "" }
    return reason == BuiltInDefinitions.defaultDeprecationReason
      ? " @deprecated" : " @deprecated(reason: \(Printer.stringLiteral(reason)))"
  }

  private func suffix(_ directives: [Directive]) -> String {
    writesAppliedDirectives && !directives.isEmpty ? " " + Printer.text(of: directives) : ""
  }

  private func block(_ lines: [String]) -> String {
    lines.isEmpty ? "" : " {\n" + lines.joined(separator: "\n") + "\n}"
  }

  private func description(_ node: Description?, indent: String = "", isFirst: Bool = true) -> String {
    guard let node else { return "" }
    // A block string would contain control characters unescaped.
    let isPrintable = node.value.utf8.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
    let literal = Printer.stringLiteral(node.value, asBlock: isPrintable)
    let lines = literal.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indent)
    return (indent.isEmpty || isFirst ? "" : "\n") + indent + lines + "\n"
  }
}

extension String {
  /// The string with its first letter in upper case.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
