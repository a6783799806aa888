import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON

/// Plans over a supergraph: decides for each field which subgraph and which loader provides it.
public struct FederationPlanner: SourcePlanner {
  /// The graph.
  public let supergraph: Supergraph
  let catalog: ConnectorCatalog
  let origins: OriginTable
  /// What is known of the objects that an operation can come to. For others nothing is planned: no service gives them at such a place.
  private var reaches: [Satisfiability.Object: Reach] = [:]

  /// A planner over a supergraph whose connectors offer what the catalog says.
  ///
  /// - Throws: every field that some operation cannot reach, each with such an operation.
  public init(supergraph: Supergraph, catalog: ConnectorCatalog) throws(CompositionErrors) {
    self.supergraph = supergraph
    self.catalog = catalog
    origins = OriginTable(subgraphCount: supergraph.subgraphs.count)
    var satisfiability = Satisfiability(planner: self)
    satisfiability.check()
    guard satisfiability.errors.isEmpty else { throw CompositionErrors(satisfiability.errors) }
    reaches = satisfiability.reaches
  }

  /// The sources of an object's fields.
  public func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    if request.origin == .operation { return ObjectSources(fields: try rootSources(request)) }
    let type = request.type.name
    guard let reach = reaches[Satisfiability.Object(type: type, origin: request.origin)] else {
      return ObjectSources(
        fields: request.fields.map { .value(layer: 0, path: JSONPath(member: $0), isKey: false, origin: request.origin) })
    }
    var planning = ObjectPlanning(reach, origins: origins)
    let (sources, unreachable) = planning.sources(of: request.fields)
    guard let sources else { throw GraphQLError("\"\(type).\(unreachable ?? "?")\" cannot be reached here.") }
    return sources
  }

  /// A subgraph's JSON strings for enum values.
  public func enumStrings(of type: String, at origin: Origin) -> [String: String] {
    catalog.enumStrings[.init(definer(of: type, near: origin), type)] ?? [:]
  }

  /// A subgraph's members for input fields.
  public func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath] {
    catalog.inputPaths[.init(definer(of: type, near: origin), type)] ?? [:]
  }

  /// How a subgraph's values of an interface or union say what they are.
  public func discriminator(of type: String, at origin: Origin) -> Discriminator {
    catalog.discriminators[.init(definer(of: type, near: origin), type)] ?? Discriminator()
  }

  func knowledge(of type: String, _ home: ProvidedObject) -> ObjectKnowledge {
    ObjectKnowledge(type: type, home: home, supergraph: supergraph, catalog: catalog)
  }

  /// The subgraph itself, or the first that defines a type which it uses without defining it.
  private func definer(of type: String, near origin: Origin) -> Int {
    let subgraph = origins.object(of: origin).subgraph
    if supergraph.type(type, in: subgraph) != nil { return subgraph }
    return supergraph.subgraphs.firstIndex { $0.types[type] != nil } ?? subgraph
  }

  private func rootSources(_ request: ObjectRequest) throws(GraphQLError) -> [FieldSource] {
    var sources: [FieldSource] = []
    for field in request.fields {
      guard let (subgraph, loader) = rootLoader(of: field, on: request.type.name) else {
        throw GraphQLError("No service provides \"\(request.type.name).\(field)\".")
      }
      let knowledge = knowledge(of: request.type.name, ProvidedObject(subgraph: subgraph, provided: .none))
      let origin = origins.origin(of: knowledge.provider(of: field, in: subgraph, isHome: true))
      sources.append(.load(loader.loader, inputs: [], origin: origin))
    }
    return sources
  }

  /// The first subgraph that resolves a root field and has a loader for it.
  func rootLoader(of field: String, on type: String) -> (subgraph: Int, loader: ConnectorCatalog.FieldLoader)? {
    supergraph.resolvers.of(field, on: type).lazy.compactMap { subgraph in
      catalog.fieldLoaders[.init(subgraph, type, field)].map { (subgraph, $0) }
    }.first
  }
}
