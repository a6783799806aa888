import GraphQLLanguage

/// The tree of a document as text, without locations, to compare documents.
enum Shape {
  static func text(of node: Any) -> String {
    var text = ""
    append(node, to: &text)
    return text
  }

  private static func append(_ node: Any, to text: inout String) {
    switch node {
    case is SourceLocation: return
    case let value as String: text += "\"\(value)\""
    case let value as Bool: text += value ? "+" : "-"
    default:
      let mirror = Mirror(reflecting: node)
      text += "("
      if mirror.children.isEmpty { text += "\(node)" }
      for (label, child) in mirror.children where label != "isBlock" {
        if mirror.displayStyle != .tuple, mirror.displayStyle != .collection { text += label ?? "" }
        // A string value is (text, isBlock): a block string can be printed in quotes.
        append(child, to: &text)
      }
      text += ")"
    }
  }
}
