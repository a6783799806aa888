import GraphQLLanguage

/// One subgraph: the types of one schema file, definitions and extensions merged.
public struct Subgraph: Sendable {
  public let name: String
  public let schemaDirectives: [Directive]
  public private(set) var types: [String: SubgraphType]
  /// The names of its types, in the order of the file.
  public private(set) var typeNames: [String]

  init(_ source: SubgraphDocument, connectors: DirectiveDeclarations, errors: inout [CompositionError]) {
    name = source.name
    var schemaDirectives: [Directive] = []
    var operationTypes: [OperationTypeDefinition] = []
    for definition in source.document.definitions {
      switch definition {
      case .schema(let node), .schemaExtension(let node):
        schemaDirectives += node.directives
        operationTypes += node.operationTypes
      case .operation, .fragment:
        let position = SourcePosition(file: source.name, location: definition.location)
        errors.append(
          CompositionError(
            "A schema file cannot contain operations; pass files with operations to `gateway check` as arguments.", code: .invalidGraphQL,
            at: position))
      case .directive, .type, .typeExtension: continue
      }
    }
    var links = LinkedDirectives(
      file: source.name, schemaDirectives: schemaDirectives, own: DirectiveDeclarations(of: source.document), connectors: connectors)
    self.schemaDirectives = links.canonical(schemaDirectives, at: .schema)
    let roots = Self.roots(operationTypes, source, &errors)
    var reader = SubgraphReader(links: links, roots: roots)
    var types: [String: SubgraphType] = [:]
    var names: [String] = []
    for definition in source.document.definitions {
      guard let written = definition.typeDefinition, !SubgraphReader.protocolTypes.contains(written.name.value) else { continue }
      let node = reader.read(written)
      let name = node.name.value
      if types[name] == nil { names.append(name) }
      types[name, default: SubgraphType(file: source.name, node)].merge(node, errors: &errors)
    }
    errors += reader.links.errors
    // A root type that contains only fields of the subgraph protocol is ignored.
    for root in ["Query", "Mutation", "Subscription"] where types[root]?.fields.isEmpty == true {
      types[root] = nil
      names.removeAll { $0 == root }
    }
    for name in names { for key in types[name]?.keys ?? [] { Self.addKeyFields(of: key.set, on: name, &types) } }
    self.types = types
    typeNames = names
  }

  /// Replaces a type by other definitions.
  mutating func replace(_ type: SubgraphType, by definitions: [TypeDefinition], errors: inout [CompositionError]) {
    types[type.name] = nil
    typeNames.removeAll { $0 == type.name }
    for node in definitions {
      typeNames.append(node.name.value)
      types[node.name.value, default: SubgraphType(file: name, node)].merge(node, errors: &errors)
      for key in types[node.name.value]?.keys ?? [] { Self.addKeyFields(of: key.set, on: node.name.value, &types) }
    }
  }

  /// Records the fields that a key holds with their types. A key through objects holds fields of several types.
  private static func addKeyFields(of set: FieldSet, on type: String, _ types: inout [String: SubgraphType]) {
    for node in set.nodes {
      types[type]?.addKeyField(node.name)
      guard !node.children.nodes.isEmpty, let inner = types[type]?.field(node.name)?.type.namedType.value else { continue }
      addKeyFields(of: node.children, on: inner, &types)
    }
  }

  /// The name in `@override(from:)` and in the supergraph: the file's name without folder and extension.
  public var identifier: String {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    return file.split(separator: ".").first.map(String.init) ?? file
  }

  public func position(_ location: SourceLocation) -> SourcePosition { SourcePosition(file: name, location: location) }

  /// The default names of root types that the file names differently.
  private static func roots(
    _ operationTypes: [OperationTypeDefinition], _ source: SubgraphDocument, _ errors: inout [CompositionError]
  ) -> [String: String] {
    var roots: [String: String] = [:]
    let defined = source.document.definitions.compactMap(\.typeDefinition)
    for root in operationTypes {
      let usual = root.operation.rawValue.prefix(1).uppercased() + root.operation.rawValue.dropFirst()
      guard root.type.value != usual else { continue }
      roots[root.type.value] = usual
      guard let other = defined.first(where: { $0.name.value == usual }) else { continue }
      let code: CompositionCode =
        switch root.operation {
        case .query: .rootQueryUsed
        case .mutation: .rootMutationUsed
        case .subscription: .rootSubscriptionUsed
        }
      let message =
        "The \(root.operation.rawValue) root is \"\(root.type)\", but another type is named \"\(usual)\"; rename that type."
      errors.append(
        CompositionError(
          message, code: code, at: SourcePosition(file: source.name, location: root.location),
          SourcePosition(file: source.name, location: other.location)))
    }
    return roots
  }
}

extension Definition {
  fileprivate var typeDefinition: TypeDefinition? {
    switch self {
    case .type(let node), .typeExtension(let node): node
    default: nil
    }
  }
}
