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
  /// The objects from which each field, and each field below it, can be reached whichever of the nearest sources is taken.
  private(set) var complete: Set<Satisfiability.Object> = []
  /// Whether what is selected below a field can decide its source.
  private var hasIncompleteObjects = false
  private let combined = CombinedReachability()
  private let access: AccessRules
  public let costRules: CostRules

  /// Checks satisfiability and makes a planner.
  ///
  /// - Throws: an error for each field that an operation can select and no sequence of calls can load, with such an operation.
  public init(supergraph: Supergraph, catalog: ConnectorCatalog) throws(CompositionErrors) {
    self.supergraph = supergraph
    self.catalog = catalog
    origins = OriginTable(subgraphCount: supergraph.subgraphs.count)
    access = AccessRules(supergraph, catalog)
    costRules = CostRules(supergraph)
    var satisfiability = Satisfiability(planner: self)
    satisfiability.check()
    guard satisfiability.errors.isEmpty else { throw CompositionErrors(satisfiability.errors) }
    reachability = satisfiability.reachability
    complete = satisfiability.complete
    hasIncompleteObjects = satisfiability.hasIncompleteObjects
  }

  public func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    if request.origin == .operation { return ObjectSources(fields: try rootSources(request)) }
    let type = request.type.name
    let object = Satisfiability.Object(type: type, origin: request.origin)
    let parts = origins.parts(of: request.origin)
    // What only a requirement leads to is not among the objects of operations.
    let isRequired = request.isRequired && supergraph.type(type, in: parts[0].subgraph) != nil
    guard let reach = reachability[object] ?? (parts.count > 1 || isRequired ? reachability(of: object) : nil) else {
      return ObjectSources(
        fields: request.fields.map { .value(layer: 0, path: JSONPath(member: $0), isKey: false, origin: request.origin) },
        partCount: parts.count - 1)
    }
    let choice = PartChoice(planner: self)
    var planning = ObjectPlanning(reach, origins: origins) { field, selected in
      let selected = selected ?? request.selected
      guard hasIncompleteObjects, supergraph.resolvers.of(field, on: type).count > 1, selected.contains(field) else { return nil }
      let candidates = reach.candidates(for: field).map {
        PartChoice.Candidate(choice: $0.choice, provider: reach.provider(of: field, $0.choice), wave: $0.wave)
      }
      return choice.choices(for: field, on: type, candidates, selected)
    }
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

  public var completeSchema: Schema? { supergraph.completeSchema }

  public var restrictsAccess: Bool { !access.isEmpty }

  public func requirement(of field: String, on type: String) -> AccessRequirement? { access.requirement(of: field, on: type) }

  func layout(of type: String, _ parts: [ProvidedObject]) -> ObjectLayout {
    ObjectLayout(type: type, parts: parts, supergraph: supergraph, catalog: catalog)
  }

  func reachability(of object: Satisfiability.Object) -> Reachability {
    reachability[object] ?? combined.value(for: object) { Reachability(layout(of: object.type, origins.parts(of: object.origin))) }
  }

  /// Whether a type condition includes an object type.
  func applies(_ condition: String, to type: String) -> Bool {
    condition == type || supergraph.completeSchema.isPossible(type, of: condition)
  }

  private func definer(of type: String, near origin: Origin) -> Int {
    supergraph.definer(of: type, near: origins.parts(of: origin)[0].subgraph)
  }

  private func rootSources(_ request: ObjectRequest) throws(GraphQLError) -> [FieldSource] {
    var sources: [FieldSource] = []
    for field in request.fields {
      let loaders = rootLoaders(of: field, on: request.type.name)
      guard let first = loaders.first else {
        throw GraphQLError("No service provides \"\(request.type.name).\(field)\".")
      }
      var taken = [first]
      if loaders.count > 1 {
        let candidates = loaders.map {
          PartChoice.Candidate(choice: .load($0.subgraph, field: field), provider: $0.provider, wave: 1)
        }
        let choices = PartChoice(planner: self).choices(for: field, on: request.type.name, candidates, request.selected)
        if let choices { taken = choices.compactMap { choice in loaders.first { $0.subgraph == choice.subgraph } } }
      }
      let parts = taken.map { FieldSource.load($0.loader.loader, inputs: [], origin: origins.origin(of: $0.provider)) }
      sources.append(parts.count == 1 ? parts[0] : .parts(parts, origin: origins.origin(of: taken.map(\.provider))))
    }
    return sources
  }

  struct RootLoader {
    let subgraph: Int
    let loader: ConnectorCatalog.FieldLoader
    /// The origin of the field's objects.
    let provider: ProvidedObject
  }

  /// The loaders of a root field. Only the first one is used of a mutation, which must not be made twice.
  func rootLoaders(of field: String, on type: String) -> [RootLoader] {
    let loaders = supergraph.resolvers.of(field, on: type).compactMap { subgraph -> RootLoader? in
      guard let loader = catalog.fieldLoaders[.init(subgraph, type, field)] else { return nil }
      let layout = layout(of: type, [ProvidedObject(subgraph: subgraph, provided: .none)])
      return RootLoader(subgraph: subgraph, loader: loader, provider: layout.provider(of: field, in: subgraph, isHome: true))
    }
    return type == supergraph.apiSchema.rootType(for: .query)?.name ? loaders : Array(loaders.prefix(1))
  }
}
