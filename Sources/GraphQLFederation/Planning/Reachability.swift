import GraphQLExecution

/// The fewest waves after which each subgraph's layer of an object, and each of its values, can be available.
///
/// The object itself is available after wave 0.
struct Reachability {
  let layout: ObjectLayout
  /// The wave after which a subgraph's layer is available; nil when no sequence of keys leads to it.
  private(set) var depths: [Int?]
  /// The choices that have been computed.
  private var known: [String: (wave: Int, choices: [Choice])] = [:]

  private var supergraph: Supergraph { layout.supergraph }
  private var catalog: ConnectorCatalog { layout.catalog }

  init(_ layout: ObjectLayout) {
    self.layout = layout
    depths = Array(repeating: nil, count: layout.supergraph.subgraphs.count)
    guard depths.indices.contains(layout.home.subgraph) else { return }
    depths[layout.home.subgraph] = 0
    // Each round adds the layers of the next wave. There is at most one round per subgraph.
    for depth in 1...max(depths.count, 1) {
      let reached = depths.indices.filter { subgraph in
        depths[subgraph] == nil
          && (catalog.entityLoaders[.init(subgraph, layout.type)] ?? []).contains { loader in
            loader.key.fields.allSatisfy { earliest($0) != nil }
          }
      }
      if reached.isEmpty { return }
      for subgraph in reached { depths[subgraph] = depth }
    }
  }

  /// Whether the object itself is the layer of the subgraph.
  func isHome(_ subgraph: Int) -> Bool { subgraph == layout.home.subgraph }

  /// The wave after which a value is available in a layer.
  func earliest(_ path: [String]) -> Int? {
    depths.indices.lazy.filter { depths[$0] != nil && layout.holds(path, in: $0, isHome: isHome($0)) }.compactMap { depths[$0] }.min()
  }

  /// The wave after which a loader has loaded a field; nil when its inputs cannot be obtained.
  func depth(ofLoaded field: String, in subgraph: Int, visiting: Set<ConnectorCatalog.FieldCoordinate> = []) -> Int? {
    let coordinate = ConnectorCatalog.FieldCoordinate(subgraph, layout.type, field)
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

  /// The wave after which a field of the object is available to a loader of a subgraph, from the subgraph's own layer or from any other
  /// source.
  func depth(ofThis path: [String], in subgraph: Int, visiting: Set<ConnectorCatalog.FieldCoordinate>) -> Int? {
    if layout.holds(path, in: subgraph, isHome: isHome(subgraph)) { return depths[subgraph] }
    let plain = earliest(path)
    guard path.count == 1, let field = path.first else { return plain }
    let loaded = supergraph.resolvers.of(field, on: layout.type).compactMap { depth(ofLoaded: field, in: $0, visiting: visiting) }.min()
    return [plain, loaded].compactMap(\.self).min()
  }

  /// A way to obtain a field.
  enum Choice: Equatable {
    /// It is in the layer of a subgraph.
    case layer(Int)
    /// A loader of a subgraph loads it.
    case load(Int, field: String)
  }

  /// Computes the choices of some fields in advance, so that they are not computed for each operation.
  mutating func remember(_ fields: [String]) {
    for field in fields { known[field] = choices(for: field) }
  }

  /// The ways to obtain a field in the fewest waves; empty when there is none.
  func choices(for field: String) -> (wave: Int, choices: [Choice]) {
    if let choices = known[field] { return choices }
    var all: [(wave: Int, choice: Choice)] = []
    for subgraph in supergraph.resolvers.of(field, on: layout.type) {
      if let depth = depths[subgraph], layout.holds(field, in: subgraph, isHome: isHome(subgraph)) {
        all.append((depth, .layer(subgraph)))
      }
      if let depth = depth(ofLoaded: field, in: subgraph) { all.append((depth, .load(subgraph, field: field))) }
    }
    guard let soonest = all.map(\.wave).min() else { return (0, []) }
    return (soonest, all.filter { $0.wave == soonest }.map(\.choice))
  }
}
