import GraphQLLanguage

/// The field set of a `@key`, `@requires` or `@provides`.
public struct FieldSet: Sendable, Hashable {
  public struct Node: Sendable, Hashable {
    public let name: String
    /// The type of the enclosing inline fragment; nil when there is none.
    public let typeCondition: String?
    public let arguments: [Argument]
    /// The selection on the field's objects.
    public let children: FieldSet

    public var hasArguments: Bool { !arguments.isEmpty }

    public static func == (left: Node, right: Node) -> Bool {
      left.name == right.name && left.typeCondition == right.typeCondition && left.children == right.children
        && left.argumentTexts == right.argumentTexts
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(typeCondition)
      hasher.combine(children)
    }

    private var argumentTexts: [String] { arguments.map { "\($0.name): \($0.value)" } }
  }

  public let nodes: [Node]

  public static let none = FieldSet(nodes: [])

  init(nodes: [Node]) { self.nodes = nodes }

  /// Reads a text such as `id org { id }`.
  init(_ text: String) throws(GraphQLError) {
    try self.init(try Parser.parseFieldSet(text), condition: nil)
  }

  private init(_ set: SelectionSet, condition: String?) throws(GraphQLError) {
    var nodes: [Node] = []
    for selection in set.selections {
      guard selection.directives.isEmpty else { throw GraphQLError("directives have no meaning in it") }
      switch selection {
      case .field(let field):
        guard field.alias == nil else { throw GraphQLError("aliases have no meaning in it") }
        let children = try field.selectionSet.map { set throws(GraphQLError) in try FieldSet(set, condition: nil) } ?? .none
        nodes.append(
          Node(name: field.name.value, typeCondition: condition, arguments: field.arguments, children: children))
      case .inlineFragment(let fragment):
        nodes += try FieldSet(fragment.selectionSet, condition: fragment.typeCondition?.value ?? condition).nodes
      case .fragmentSpread: throw GraphQLError("named fragments have no meaning in it")
      }
    }
    self.nodes = nodes
  }

  /// The paths of the fields without a selection of their own.
  public var paths: [[String]] {
    nodes.flatMap { node in node.children.nodes.isEmpty ? [[node.name]] : node.children.paths.map { [node.name] + $0 } }
  }

  /// What the set selects of a field of objects of a type; nil when it does not select the field.
  func selection(of field: String, on type: String) -> FieldSet? {
    let found = nodes.filter { $0.name == field && ($0.typeCondition == nil || $0.typeCondition == type) }
    return found.isEmpty ? nil : FieldSet(nodes: found.flatMap(\.children.nodes))
  }
}
