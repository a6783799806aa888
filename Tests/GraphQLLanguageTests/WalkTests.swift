import GraphQLLanguage
import Testing

@Suite struct WalkTests {
  private func name(_ node: Node) -> String {
    switch node {
    case .operation(let node): node.operation.rawValue
    case .fragment(let node): "fragment \(node.name)"
    case .variable(let node): "$\(node.variable)"
    case .field(let node): node.name.value
    case .fragmentSpread(let node): "...\(node.name)"
    case .inlineFragment: "..."
    case .directive(let node): "@\(node.name)"
    case .argument(let node): "\(node.name):"
    case .schema: "schema"
    case .schemaExtension: "extend schema"
    case .operationType(let node): "\(node.operation.rawValue): \(node.type)"
    case .type(let node): "type \(node.name)"
    case .typeExtension(let node): "extend type \(node.name)"
    case .fieldDefinition(let node): ".\(node.name)"
    case .inputValue(let node): "(\(node.name):)"
    case .enumValue(let node): node.name.value
    case .directiveDefinition(let node): "directive @\(node.name)"
    case .value(let node):
      switch node.content {
      case .list: "[]"
      case .object: "{}"
      default: Printer.text(of: node)
      }
    }
  }

  private static let text = """
    query($v: Int = 1 @a) @b { x(y: [2, {z: $v}]) @c(if: true) { ...F @d ... on T @e { w } } }
    fragment F on T @f { g }
    """
  private static let schemaText = """
    schema @a { query: Q }
    extend schema @b { mutation: M }
    directive @d(x: Int = 1 @e) repeatable on FIELD
    scalar S @f
    type Q implements I @g { h(i: [S!] = [1] @j): Int @k }
    interface I { l: Int }
    extend interface I { m: Int }
    union U @n = Q | M
    enum E @o { P @q R }
    input N @r { s: Int = 2 @t }
    """

  @Test func visitsEveryNodeInTheOrderOfTheSource() throws {
    var entered: [String] = []
    var left: [String] = []
    try Parser.parse(Self.text).walk(leave: { left.append(name($0)) }) { node in
      entered.append(name(node))
      return .descend
    }
    #expect(
      entered == [
        "query", "$v", "1", "@a", "@b", "x", "y:", "[]", "2", "{}", "$v", "@c", "if:", "true", "...F", "@d", "...", "@e",
        "w",
        "fragment F", "@f", "g",
      ])
    #expect(left.count == entered.count && left.first == "1" && left.last == "fragment F")
  }

  @Test func skipsChildrenAndStops() throws {
    var entered: [String] = []
    try Parser.parse(Self.text).walk { node in
      entered.append(name(node))
      switch node {
      case .variable, .argument, .directive: return .skip
      case .inlineFragment: return .stop
      default: return .descend
      }
    }
    #expect(entered == ["query", "$v", "@b", "x", "y:", "@c", "...F", "@d", "..."])
  }

  @Test func visitsTypeSystemDefinitions() throws {
    var entered: [String] = []
    try Parser.parse(Self.schemaText).walk { node in
      entered.append(name(node))
      return .descend
    }
    #expect(
      entered == [
        "schema", "@a", "query: Q", "extend schema", "@b", "mutation: M", "directive @d", "(x:)", "1", "@e", "type S", "@f",
        "type Q", "@g", ".h", "(i:)", "[]", "1", "@j", "@k", "type I", ".l", "extend type I", ".m", "type U", "@n",
        "type E", "@o", "P", "@q", "R", "type N", "@r", "(s:)", "2", "@t",
      ])
  }
}
