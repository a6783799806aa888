/// A parsed document with executable definitions, type system definitions, or both.
public struct Document: Sendable {
  public var definitions: [Definition]

  public init(definitions: [Definition]) {
    self.definitions = definitions
  }

  public var operations: [OperationDefinition] {
    definitions.compactMap { if case .operation(let operation) = $0 { operation } else { nil } }
  }

  public var fragments: [FragmentDefinition] {
    definitions.compactMap { if case .fragment(let fragment) = $0 { fragment } else { nil } }
  }
}

public enum Definition: Sendable {
  case operation(OperationDefinition)
  case fragment(FragmentDefinition)
  case schema(SchemaDefinition)
  case schemaExtension(SchemaDefinition)
  /// `scalar`, `type`, `interface`, `union`, `enum` or `input`.
  case type(TypeDefinition)
  /// `extend` followed by any of those; the description is nil.
  case typeExtension(TypeDefinition)
  case directive(DirectiveDefinition)

  public var location: SourceLocation {
    switch self {
    case .operation(let node): node.location
    case .fragment(let node): node.location
    case .schema(let node), .schemaExtension(let node): node.location
    case .type(let node), .typeExtension(let node): node.location
    case .directive(let node): node.location
    }
  }

  /// ExecutableDefinition: an operation or a fragment.
  public var isExecutable: Bool {
    switch self {
    case .operation, .fragment: true
    case .schema, .schemaExtension, .type, .typeExtension, .directive: false
    }
  }
}
