/// A node of a request's document, as a walk meets it.
public enum Node: Sendable {
  /// An operation.
  case operation(OperationDefinition)
  /// A fragment.
  case fragment(FragmentDefinition)
  /// The definition of a variable.
  case variable(VariableDefinition)
  /// A field.
  case field(Field)
  /// `...Name`
  case fragmentSpread(FragmentSpread)
  /// `... { }` or `... on Type { }`
  case inlineFragment(InlineFragment)
  /// An applied directive.
  case directive(Directive)
  /// An argument of a field or a directive.
  case argument(Argument)
  /// A value; the values in lists and objects are nodes of their own.
  case value(Value)

  /// The nodes directly inside, in the order of the text.
  public var children: [Node] {
    switch self {
    case .operation(let node):
      node.variableDefinitions.map { .variable($0) } + node.directives.map { .directive($0) } + Self.nodes(of: node.selectionSet)
    case .fragment(let node): node.directives.map { .directive($0) } + Self.nodes(of: node.selectionSet)
    case .variable(let node): (node.defaultValue.map { [.value($0)] } ?? []) + node.directives.map { .directive($0) }
    case .field(let node):
      node.arguments.map { .argument($0) } + node.directives.map { .directive($0) } + (node.selectionSet.map { Self.nodes(of: $0) } ?? [])
    case .fragmentSpread(let node): node.directives.map { .directive($0) }
    case .inlineFragment(let node): node.directives.map { .directive($0) } + Self.nodes(of: node.selectionSet)
    case .directive(let node): node.arguments.map { .argument($0) }
    case .argument(let node): [.value(node.value)]
    case .value(let node):
      switch node.content {
      case .list(let elements): elements.map { .value($0) }
      case .object(let fields): fields.map { .value($0.value) }
      default: []
      }
    }
  }

  private static func nodes(of set: SelectionSet) -> [Node] {
    set.selections.map { selection in
      switch selection {
      case .field(let node): .field(node)
      case .fragmentSpread(let node): .fragmentSpread(node)
      case .inlineFragment(let node): .inlineFragment(node)
      }
    }
  }
}
