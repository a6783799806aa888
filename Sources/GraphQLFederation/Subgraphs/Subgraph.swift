import GraphQLLanguage

/// One subgraph: what one schema file says of each type, definitions and extensions together.
public struct Subgraph: Sendable {
  /// The file's name.
  public let name: String
  /// The directives of its `schema` definitions and extensions.
  public let schemaDirectives: [Directive]
  /// Its types by name.
  public let types: [String: SubgraphType]
  /// The names of its types in the order of the file.
  public let typeNames: [String]
  /// The names of the directives that it defines itself.
  let ownDirectives: Set<String>
  /// The root types that it names otherwise than Query, Mutation, Subscription.
  let renamedRoots: [OperationTypeDefinition]

  init(_ source: SubgraphDocument, errors: inout [CompositionError]) {
    name = source.name
    var schemaDirectives: [Directive] = []
    var types: [String: SubgraphType] = [:]
    var names: [String] = []
    var own: Set<String> = []
    var renamed: [OperationTypeDefinition] = []
    for definition in source.document.definitions {
      switch definition {
      case .schema(let node), .schemaExtension(let node):
        schemaDirectives += node.directives
        renamed += node.operationTypes.filter { $0.type.value.lowercased() != $0.operation.rawValue }
      case .directive(let node): own.insert(node.name.value)
      case .type(let node), .typeExtension(let node):
        let name = node.name.value
        if types[name] == nil { names.append(name) }
        types[name, default: SubgraphType(file: source.name, node)].merge(node, errors: &errors)
      case .operation, .fragment:
        errors.append(CompositionError("A schema file holds no operations.", at: Place(file: source.name, location: definition.location)))
      }
    }
    self.schemaDirectives = schemaDirectives
    self.types = types
    typeNames = names
    ownDirectives = own
    renamedRoots = renamed
  }

  /// A place in the file.
  public func place(_ location: SourceLocation) -> Place { Place(file: name, location: location) }
}
