/// A node of a document, as a walk meets it.
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
  /// `schema`
  case schema(SchemaDefinition)
  /// `extend schema`
  case schemaExtension(SchemaDefinition)
  /// A root operation type of a schema.
  case operationType(OperationTypeDefinition)
  /// The definition of a type.
  case type(TypeDefinition)
  /// The extension of a type.
  case typeExtension(TypeDefinition)
  /// The definition of a field of an object or interface type.
  case fieldDefinition(FieldDefinition)
  /// The definition of an argument, or of a field of an input object type.
  case inputValue(InputValueDefinition)
  /// A value of an enum type.
  case enumValue(EnumValueDefinition)
  /// The definition of a directive.
  case directiveDefinition(DirectiveDefinition)

  /// A definition as a node.
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

  /// The nodes directly inside, in the order of the text.
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
