/// A parsed GraphQL document, executable or type system or both.
public struct Document: Sendable {
  /// The definitions in the order of the text.
  public var definitions: [Definition]

  /// A document of these definitions.
  public init(definitions: [Definition]) {
    self.definitions = definitions
  }

  /// The operations in the order of the text.
  public var operations: [OperationDefinition] {
    definitions.compactMap { if case .operation(let operation) = $0 { operation } else { nil } }
  }

  /// The fragments in the order of the text.
  public var fragments: [FragmentDefinition] {
    definitions.compactMap { if case .fragment(let fragment) = $0 { fragment } else { nil } }
  }
}

/// One definition of a document.
public enum Definition: Sendable {
  /// `query`, `mutation` or `subscription`.
  case operation(OperationDefinition)
  /// `fragment`.
  case fragment(FragmentDefinition)
  /// `schema`.
  case schema(SchemaDefinition)
  /// `extend schema`.
  case schemaExtension(SchemaDefinition)
  /// `scalar`, `type`, `interface`, `union`, `enum` or `input`.
  case type(TypeDefinition)
  /// `extend` of any of those; its description is nil.
  case typeExtension(TypeDefinition)
  /// `directive`.
  case directive(DirectiveDefinition)

  /// Where the definition begins.
  public var location: SourceLocation {
    switch self {
    case .operation(let node): node.location
    case .fragment(let node): node.location
    case .schema(let node), .schemaExtension(let node): node.location
    case .type(let node), .typeExtension(let node): node.location
    case .directive(let node): node.location
    }
  }

  /// Whether the definition may stand in a request: an operation or a fragment.
  public var isExecutable: Bool {
    switch self {
    case .operation, .fragment: true
    case .schema, .schemaExtension, .type, .typeExtension, .directive: false
    }
  }
}
