/// A node of a document during a walk.
public enum Node: Sendable {
  case operation(OperationDefinition)
  case fragment(FragmentDefinition)
  case variable(VariableDefinition)
  case field(Field)
  /// `...Name`
  case fragmentSpread(FragmentSpread)
  /// `... { }` or `... on Type { }`
  case inlineFragment(InlineFragment)
  case directive(Directive)
  case argument(Argument)
  /// The values inside a list or an object are nodes too.
  case value(Value)
  case schema(SchemaDefinition)
  case schemaExtension(SchemaDefinition)
  case operationType(OperationTypeDefinition)
  case type(TypeDefinition)
  case typeExtension(TypeDefinition)
  case fieldDefinition(FieldDefinition)
  /// An argument definition or an input field definition.
  case inputValue(InputValueDefinition)
  case enumValue(EnumValueDefinition)
  case directiveDefinition(DirectiveDefinition)

  public init(_ definition: Definition) {
    self =
      switch definition {
      case .operation(let node): .operation(node)
      case .fragment(let node): .fragment(node)
      case .schema(let node): .schema(node)
      case .schemaExtension(let node): .schemaExtension(node)
      case .type(let node): .type(node)
      case .typeExtension(let node): .typeExtension(node)
      case .directive(let node): .directiveDefinition(node)
      }
  }

  /// The direct children, in the order of the source.
  public var children: [Node] {
    switch self {
    case .operation(let node):
      node.variableDefinitions.map { .variable($0) } + Self.nodes(node.directives) + Self.nodes(of: node.selectionSet)
    case .fragment(let node): Self.nodes(node.directives) + Self.nodes(of: node.selectionSet)
    case .variable(let node): Self.nodes(node.defaultValue, node.directives)
    case .field(let node):
      node.arguments.map { .argument($0) } + Self.nodes(node.directives) + (node.selectionSet.map { Self.nodes(of: $0) } ?? [])
    case .fragmentSpread(let node): Self.nodes(node.directives)
    case .inlineFragment(let node): Self.nodes(node.directives) + Self.nodes(of: node.selectionSet)
    case .directive(let node): node.arguments.map { .argument($0) }
    case .argument(let node): [.value(node.value)]
    case .value(let node):
      switch node.content {
      case .list(let elements): elements.map { .value($0) }
      case .object(let fields): fields.map { .value($0.value) }
      default: []
      }
    case .schema(let node), .schemaExtension(let node): Self.nodes(node.directives) + node.operationTypes.map { .operationType($0) }
    case .operationType: []
    case .type(let node), .typeExtension(let node): Self.nodes(node.directives) + Self.members(of: node)
    case .fieldDefinition(let node): node.arguments.map { .inputValue($0) } + Self.nodes(node.directives)
    case .inputValue(let node): Self.nodes(node.defaultValue, node.directives)
    case .enumValue(let node): Self.nodes(node.directives)
    case .directiveDefinition(let node): node.arguments.map { .inputValue($0) }
    }
  }

  private static func nodes(_ directives: [Directive]) -> [Node] { directives.map { .directive($0) } }

  private static func nodes(_ defaultValue: Value?, _ directives: [Directive]) -> [Node] {
    (defaultValue.map { [.value($0)] } ?? []) + nodes(directives)
  }

  private static func members(of type: TypeDefinition) -> [Node] {
    switch type {
    case .scalar, .union: []
    case .object(let node): node.fields.map { .fieldDefinition($0) }
    case .interface(let node): node.fields.map { .fieldDefinition($0) }
    case .enumeration(let node): node.values.map { .enumValue($0) }
    case .inputObject(let node): node.fields.map { .inputValue($0) }
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

/// How a walk continues after it has entered a node.
public enum Visit: Sendable {
  /// Continues with the children of the node.
  case descend
  /// Skips the children of the node.
  case skip
  /// Ends the walk.
  case stop
}

extension Document {
  /// Walks over every node of the document depth first, in the order of the source. It is not recursive.
  ///
  /// - Parameters:
  ///   - leave: called after the children of a node for which `enter` returned `descend`; not called after `stop`.
  ///   - enter: called before the children of a node; returns how to continue.
  public func walk(leave: (Node) -> Void = { _ in }, enter: (Node) -> Visit) {
    var pending = definitions.reversed().map { (node: Node($0), isDone: false) }
    while let (node, isDone) = pending.popLast() {
      if isDone {
        leave(node)
        continue
      }
      switch enter(node) {
      case .descend:
        pending.append((node, true))
        for child in node.children.reversed() { pending.append((child, false)) }
      case .skip: continue
      case .stop: return
      }
    }
  }
}
