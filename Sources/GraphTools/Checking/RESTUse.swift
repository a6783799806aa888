import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import RESTConnectors

/// One use of `@rest`, with the type or the field that has it.
struct RESTUse: Sendable {
  /// The type that has the directive, or whose field has it.
  let type: String
  /// The field; nil when the directive loads the type as an entity.
  let field: FieldDefinition?
  /// The type's fields in this file.
  let siblings: [FieldDefinition]
  /// The fields of the type's first key.
  let key: [String]
  let position: SourcePosition
  var file: String { position.file }
  let directive: RESTDirective

  var isRoot: Bool { type == "Query" || type == "Mutation" }
  /// `Type.field`, or the type for an entity.
  var coordinate: String { field.map { "\(type).\($0.name.value)" } ?? type }
  var isList: Bool { field?.type.isList ?? false }

  /// All of a supergraph in the order of its files.
  static func all(in supergraph: Supergraph) -> [RESTUse] {
    supergraph.subgraphs.flatMap { subgraph in
      subgraph.typeNames.compactMap { subgraph.types[$0] }.flatMap { type in
        type.directives.compactMap { RESTUse($0, on: type, nil, subgraph) }
          + type.fields.flatMap { field in field.directives.compactMap { RESTUse($0, on: type, field, subgraph) } }
      }
    }
  }

  private init?(_ directive: Directive, on type: SubgraphType, _ field: FieldDefinition?, _ subgraph: Subgraph) {
    var reader = DirectiveReader(directive, file: type.file)
    guard directive.name.value == "rest", let rest = RESTDirective(&reader) else { return nil }
    self.type = type.name
    self.field = field
    siblings = type.fields
    key = type.keys.first?.paths ?? []
    position = subgraph.position(directive.location)
    self.directive = rest
  }
}

extension TypeReference {
  /// Whether values are lists.
  var isList: Bool { listDepth > 0 }

  /// The number of lists around the named type.
  var listDepth: Int {
    switch self {
    case .named: 0
    case .list(let inner, _): 1 + inner.listDepth
    case .nonNull(let inner, _): inner.listDepth
    }
  }
}
