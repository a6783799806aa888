import GraphQLExecution

/// How soon everything about an object can be there: the fewest waves to each subgraph's layer of it, and to each value.
///
/// Waves are counted from the object itself, which is there after wave 0.
struct Reach {
  let knowledge: ObjectKnowledge
  /// The wave after which a subgraph's layer is there; nil where no sequence of keys leads.
  private(set) var depths: [Int?]
  /// Choices that have been worked out.
  private var known: [String: (wave: Int, choices: [Choice])] = [:]

  private var supergraph: Supergraph { knowledge.supergraph }
  private var catalog: ConnectorCatalog { knowledge.catalog }

  init(_ knowledge: ObjectKnowledge) {
    self.knowledge = knowledge
    depths = Array(repeating: nil, count: knowledge.supergraph.subgraphs.count)
    guard depths.indices.contains(knowledge.home.subgraph) else { return }
    depths[knowledge.home.subgraph] = 0
    // Each round adds the layers that are one wave further; at most one round a subgraph.
    for depth in 1...max(depths.count, 1) {
      let reached = depths.indices.filter { subgraph in
        depths[subgraph] == nil
          && (catalog.entityLoaders[.init(subgraph, knowledge.type)] ?? []).contains { loader in
            loader.key.fields.allSatisfy { earliest($0) != nil }
          }
      }
      if reached.isEmpty { return }
      for subgraph in reached { depths[subgraph] = depth }
    }
  }

  /// Whether the layer of a subgraph is the object's own place.
  func isHome(_ subgraph: Int) -> Bool { subgraph == knowledge.home.subgraph }

  /// The wave after which a value is there as part of a layer.
  func earliest(_ path: [String]) -> Int? {
    depths.indices.lazy.filter { depths[$0] != nil && knowledge.holds(path, in: $0, isHome: isHome($0)) }.compactMap { depths[$0] }.min()
  }

  /// The wave after which a loader has a field's value; nil when its inputs cannot be had.
  func depth(ofLoaded field: String, in subgraph: Int, visiting: Set<ConnectorCatalog.FieldCoordinate> = []) -> Int? {
    let coordinate = ConnectorCatalog.FieldCoordinate(subgraph, knowledge.type, field)
    guard let loader = catalog.fieldLoaders[coordinate], !visiting.contains(coordinate) else { return nil }
    var last = 0
    for input in loader.inputs {
      let depth: Int? =
        switch input {
        case .key(let path): earliest(path)
        case .this(let path): self.depth(ofThis: path, in: subgraph, visiting: visiting.union([coordinate]))
        }
      guard let depth else { return nil }
      last = max(last, depth)
    }
    return last + 1
  }

  /// The wave after which a field of the object is there for a loader of a subgraph: in the subgraph's own layer, or from whoever has it.
  func depth(ofThis path: [String], in subgraph: Int, visiting: Set<ConnectorCatalog.FieldCoordinate>) -> Int? {
    if knowledge.holds(path, in: subgraph, isHome: isHome(subgraph)) { return depths[subgraph] }
    let plain = earliest(path)
    guard path.count == 1, let field = path.first else { return plain }
    let loaded = supergraph.resolvers.of(field, on: knowledge.type).compactMap { depth(ofLoaded: field, in: $0, visiting: visiting) }.min()
    return [plain, loaded].compactMap(\.self).min()
  }

  /// A way to get a field.
  enum Choice: Equatable {
    /// It lies in the layer of a subgraph.
    case layer(Int)
    /// A subgraph's loader gets the field.
    case load(Int, field: String)
  }

  /// Works the choices of some fields out, so that they need not be worked out for each operation.
  mutating func remember(_ fields: [String]) {
    for field in fields { known[field] = choices(for: field) }
  }

  /// The ways that have a field soonest; empty when there is none.
  func choices(for field: String) -> (wave: Int, choices: [Choice]) {
    if let choices = known[field] { return choices }
    var all: [(wave: Int, choice: Choice)] = []
    for subgraph in supergraph.resolvers.of(field, on: knowledge.type) {
      if let depth = depths[subgraph], knowledge.holds(field, in: subgraph, isHome: isHome(subgraph)) {
        all.append((depth, .layer(subgraph)))
      }
      if let depth = depth(ofLoaded: field, in: subgraph) { all.append((depth, .load(subgraph, field: field))) }
    }
    guard let soonest = all.map(\.wave).min() else { return (0, []) }
    return (soonest, all.filter { $0.wave == soonest }.map(\.choice))
  }
}
