import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON

/// Plans operations over a supergraph: chooses the subgraph and the loader for each field.
public struct FederationPlanner: SourcePlanner {
  public let supergraph: Supergraph
  let catalog: ConnectorCatalog
  let origins: OriginTable
  /// Whether clients get the values of the scalar `Decimal` as strings.
  public var writesDecimalsAsStrings = false
  /// How to reach the fields of each object that an operation can reach. No service returns other objects.
  private var reachability: [Satisfiability.Object: Reachability] = [:]

  /// Checks satisfiability and makes a planner.
  ///
  /// - Throws: an error for each field that an operation can select and no sequence of calls can load, with such an operation.
  public init(supergraph: Supergraph, catalog: ConnectorCatalog) throws(CompositionErrors) {
    self.supergraph = supergraph
    self.catalog = catalog
    origins = OriginTable(subgraphCount: supergraph.subgraphs.count)
    var satisfiability = Satisfiability(planner: self)
    satisfiability.check()
    guard satisfiability.errors.isEmpty else { throw CompositionErrors(satisfiability.errors) }
    reachability = satisfiability.reachability
  }

  public func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    if request.origin == .operation { return ObjectSources(fields: try rootSources(request)) }
    let type = request.type.name
    guard let reach = reachability[Satisfiability.Object(type: type, origin: request.origin)] else {
      return ObjectSources(
        fields: request.fields.map { .value(layer: 0, path: JSONPath(member: $0), isKey: false, origin: request.origin) })
    }
    var planning = ObjectPlanning(reach, origins: origins)
    let (sources, unreachable) = planning.sources(of: request.fields)
    guard let sources else { throw GraphQLError("\"\(type).\(unreachable ?? "?")\" cannot be reached here.") }
    return sources
  }

  public func enumStrings(of type: String, at origin: Origin) -> [String: String] {
    catalog.enumStrings[.init(definer(of: type, near: origin), type)] ?? [:]
  }

  public func inputPaths(of type: String, at origin: Origin) -> [String: JSONPath] {
    catalog.inputPaths[.init(definer(of: type, near: origin), type)] ?? [:]
  }

  public func decimals(of scalar: String) -> DecimalScalar? {
    scalar == "Decimal" ? DecimalScalar(isWrittenAsString: writesDecimalsAsStrings) : nil
  }

  public func discriminator(of type: String, at origin: Origin) -> Discriminator {
    catalog.discriminators[.init(definer(of: type, near: origin), type)] ?? Discriminator()
  }

  func layout(of type: String, _ home: ProvidedObject) -> ObjectLayout {
    ObjectLayout(type: type, home: home, supergraph: supergraph, catalog: catalog)
  }

  private func definer(of type: String, near origin: Origin) -> Int {
    supergraph.definer(of: type, near: origins.object(of: origin).subgraph)
  }

  private func rootSources(_ request: ObjectRequest) throws(GraphQLError) -> [FieldSource] {
    var sources: [FieldSource] = []
    for field in request.fields {
      guard let (subgraph, loader) = rootLoader(of: field, on: request.type.name) else {
        throw GraphQLError("No service provides \"\(request.type.name).\(field)\".")
      }
      let layout = layout(of: request.type.name, ProvidedObject(subgraph: subgraph, provided: .none))
      let origin = origins.origin(of: layout.provider(of: field, in: subgraph, isHome: true))
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
