import GraphQLLanguage

/// The input coercion of literals to the built-in scalars. A custom scalar accepts any literal.
///
/// Source: GraphQL specification, section 3.5 "Scalars".
package enum LeafLiteral {
  /// The error message for a literal where a scalar is expected; nil when the literal is valid.
  ///
  /// - Parameter showsValue: whether the message quotes the literal.
  package static func problem(of node: Value, as type: ScalarType, showsValue: Bool = true) -> String? {
    guard let problem = problem(node, type) else { return nil }
    return showsValue ? "\(problem): \(Printer.text(of: node))" : "\(problem)."
  }

  private static func problem(_ node: Value, _ type: ScalarType) -> String? {
    switch (type.name, node.content) {
    case ("Int", .int(let text)):
      return Int32(text) == nil ? "Int cannot represent non 32-bit signed integer value" : nil
    case ("Int", _): return "Int cannot represent non-integer value"
    case ("Float", .int(let text)), ("Float", .float(let text)):
      return Double(text).map(\.isFinite) == true ? nil : "Float cannot represent non numeric value"
    case ("Float", _): return "Float cannot represent non numeric value"
    case ("String", .string): return nil
    case ("String", _): return "String cannot represent a non string value"
    case ("Boolean", .boolean): return nil
    case ("Boolean", _): return "Boolean cannot represent a non boolean value"
    case ("ID", .string), ("ID", .int): return nil
    case ("ID", _): return "ID cannot represent a non-string and non-integer value"
    default: return nil
    }
  }
}
