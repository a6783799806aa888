import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON

/// Plans over a supergraph: decides for each field which subgraph and which loader provides it.
public struct FederationPlanner: SourcePlanner {
  /// The graph.
  public let supergraph: Supergraph
  let catalog: ConnectorCatalog

  /// A planner over a supergraph whose connectors offer what the catalog says.
  ///
  /// - Throws: every field that cannot be reached from a subgraph that provides its object.
  public init(supergraph: Supergraph, catalog: ConnectorCatalog) throws(CompositionErrors) {
    self.supergraph = supergraph
    self.catalog = catalog
    let errors = unreachableFields()
    guard errors.isEmpty else { throw CompositionErrors(errors) }
  }

  /// The sources of an object's fields.
  public func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    if request.origin == .operation { return ObjectSources(fields: try rootSources(request)) }
    var planning = ObjectPlanning(type: request.type.name, home: request.origin.id, supergraph: supergraph, catalog: catalog)
    return try planning.sources(of: request.fields)
  }

  /// A subgraph's JSON strings for enum values.
  public func enumStrings(of type: String, at origin: Origin) -> [String: String] {
    catalog.enumStrings[.init(definer(of: type, near: origin), type)] ?? [:]
  }

  /// A subgraph's members for input fields.
  public func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath] {
    catalog.inputPaths[.init(definer(of: type, near: origin), type)] ?? [:]
  }

  /// The subgraph itself, or the first that defines a type which it uses without defining it.
  private func definer(of type: String, near origin: Origin) -> Int {
    if supergraph.type(type, in: origin.id) != nil { return origin.id }
    return supergraph.subgraphs.firstIndex { $0.types[type] != nil } ?? origin.id
  }

  private func rootSources(_ request: ObjectRequest) throws(GraphQLError) -> [FieldSource] {
    var sources: [FieldSource] = []
    for field in request.fields {
      let provider = supergraph.providers(of: field, on: request.type.name).lazy.compactMap { subgraph in
        catalog.fieldLoaders[.init(subgraph, request.type.name, field)].map { (subgraph, $0) }
      }.first
      guard let (subgraph, loader) = provider else { throw GraphQLError("No service provides \"\(request.type.name).\(field)\".") }
      sources.append(.load(loader.loader, inputs: [], origin: Origin(id: subgraph)))
    }
    return sources
  }

  /// Whether a field of a subgraph can hold objects of a type. Where none can, the type is only ever a further layer of objects from elsewhere.
  private func gives(_ object: ObjectType, _ subgraph: Int) -> Bool {
    guard supergraph.type(object.name, in: subgraph) != nil else { return false }
    let types = supergraph.subgraphs[subgraph].types.values
    let unions = types.filter { $0.kind == .union && $0.members.contains { $0.value == object.name } }
    let names = Set([object.name] + object.interfaces + unions.map(\.name))
    return types.contains { type in type.fields.contains { names.contains($0.type.namedType.value) } }
  }

  /// Tries each field of each object from each subgraph that knows the object: what fails here would fail in some operation.
  private func unreachableFields() -> [CompositionError] {
    var errors: [CompositionError] = []
    for type in supergraph.apiSchema.types {
      guard case .object(let object) = type, !object.name.hasPrefix("__") else { continue }
      let isRoot = OperationType.allCases.contains { supergraph.apiSchema.rootType(for: $0)?.name == object.name }
      for field in object.fields.map(\.name.value) {
        let origins = isRoot ? [Origin.operation] : supergraph.subgraphs.indices.filter { gives(object, $0) }.map { Origin(id: $0) }
        for origin in origins {
          do {
            _ = try sources(for: ObjectRequest(type: object, origin: origin, operation: .query, fields: [field]))
          } catch {
            let definer = supergraph.providers(of: field, on: object.name).first
            let place = definer.flatMap { index in
              supergraph.type(object.name, in: index)?.field(field).map { supergraph.subgraphs[index].place($0.location) }
            }
            let home = supergraph.type(object.name, in: origin.id)?.place
            let places = [place, home].compactMap(\.self)
            errors.append(CompositionError(error.message, places: places))
          }
        }
      }
    }
    return errors
  }
}

extension CompositionError {
  init(_ message: String, places: [Place]) {
    self.message = message
    self.places = places
  }
}
