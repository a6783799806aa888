import GraphQLFederation
import GraphQLLanguage

/// One `@rest` as it is written: what the commands tell of a call.
struct RESTUse: Sendable {
  struct Batch: Sendable, Equatable {
    let by: [String]
    let encoding: String
    let max: Int
  }

  /// The type that it stands on or in.
  let type: String
  /// The field; nil when it loads the type as an entity.
  let field: FieldDefinition?
  /// The type's fields in this file.
  let siblings: [FieldDefinition]
  /// The fields of the type's first key.
  let key: [String]
  let place: Place
  let service: String
  let method: String
  let template: String
  let body: String?
  let batch: Batch?

  var isRoot: Bool { type == "Query" || type == "Mutation" }
  /// `Type.field`, or the type for an entity.
  var coordinate: String { field.map { "\(type).\($0.name.value)" } ?? type }
  /// The name by which plans call its loader.
  var loader: String { "\(service): \(method) \(template)" }
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
    guard directive.name.value == "rest", let service = directive.value(of: "service")?.stringValue else { return nil }
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    guard let method = methods.first(where: { directive.value(of: $0)?.stringValue != nil }),
      let template = directive.value(of: method)?.stringValue
    else { return nil }
    self.type = type.name
    self.field = field
    siblings = type.fields
    key = type.keys.first?.paths ?? []
    place = subgraph.place(directive.location)
    self.service = service
    self.method = method
    self.template = template
    body = directive.value(of: "body")?.stringValue
    batch = directive.value(of: "batch").flatMap { $0.isNull ? nil : Batch($0) }
  }
}

extension RESTUse.Batch {
  fileprivate init(_ value: Value) {
    switch value["by"]?.content {
    case .list(let paths): by = paths.compactMap(\.stringValue)
    case .string(let path, _): by = [path]
    default: by = []
    }
    if case .enumeration(let name)? = value["as"]?.content { encoding = name } else { encoding = "CSV" }
    max = value["max"]?.intValue ?? 100
  }
}

extension TypeReference {
  /// Whether values are lists.
  var isList: Bool { listDepth > 0 }

  /// How many lists are around the named type.
  var listDepth: Int {
    switch self {
    case .named: 0
    case .list(let inner, _): 1 + inner.listDepth
    case .nonNull(let inner, _): inner.listDepth
    }
  }
}
