import GraphQLExecution
import GraphQLLanguage

/// The fewest waves after which each subgraph's layer of an object, and each of its values, can be available.
///
/// The object itself is available after wave 0, in each subgraph that gives a part of it.
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
    for part in layout.parts { depths[part.subgraph] = 0 }
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

  /// Whether the object itself has a part that is the layer of the subgraph.
  func isHome(_ subgraph: Int) -> Bool { layout.part(of: subgraph) != nil }

  /// The wave after which a value is available in a layer.
  func earliest(_ path: [String], isPlain: Bool = false) -> Int? {
    depths.indices.lazy.filter { depths[$0] != nil && holds(path, in: $0, isPlain: isPlain) }.compactMap { depths[$0] }.min()
  }

  /// Whether the layer of a subgraph contains a value. `isPlain`: only as a single value that no entity reference hides.
  func holds(_ path: [String], in subgraph: Int, isPlain: Bool) -> Bool {
    guard layout.holds(path, in: subgraph, isHome: isHome(subgraph)) else { return false }
    guard isPlain else { return true }
    if case .plain = layout.access(path, in: subgraph) { return true }
    return false
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
        case .this(let path): self.depth(ofThis: path, of: coordinate, visiting: visiting.union([coordinate]))
        }
      guard let depth else { return nil }
      last = max(last, depth)
    }
    return last + 1
  }

  // MARK: inputs of loaders

  /// How a loader obtains a field of its object.
  enum Way {
    /// From the subgraph's own layer.
    case own(isThroughLists: Bool)
    /// From one value of another layer, or of a loader.
    case value
    /// From a selection, which is loaded like one of an operation. `isOwn`: in the subgraph's own layer.
    case selection(FieldSet.Node, isOwn: Bool)
  }

  func way(to path: [String], of coordinate: ConnectorCatalog.FieldCoordinate) -> Way {
    let subgraph = coordinate.subgraph
    let definition = supergraph.type(layout.type, in: subgraph)
    let required = definition?.field(coordinate.field)?.requiredFields
    let node = required?.nodes.first { $0.name == path.first && ($0.typeCondition ?? layout.type) == layout.type }
    // Arguments, given or default, need a load of their own.
    if let node, definition?.field(node.name)?.arguments.isEmpty == false { return .selection(node, isOwn: false) }
    if layout.holds(path, in: subgraph, isHome: isHome(subgraph)) {
      switch layout.access(path, in: subgraph) {
      case .plain: return .own(isThroughLists: false)
      case .throughLists: return .own(isThroughLists: true)
      case .throughEntities: return .selection(FieldSet.Node(path: path), isOwn: true)
      }
    }
    if path.count == 1, node?.children.nodes.isEmpty ?? true { return .value }
    if path.count > 1, earliest(path, isPlain: true) != nil { return .value }
    return .selection(node ?? FieldSet.Node(path: path), isOwn: false)
  }

  /// The wave after which a field of the object is available to a loader.
  private func depth(
    ofThis path: [String], of coordinate: ConnectorCatalog.FieldCoordinate, visiting: Set<ConnectorCatalog.FieldCoordinate>
  ) -> Int? {
    switch way(to: path, of: coordinate) {
    case .own: return depths[coordinate.subgraph]
    case .value:
      let plain = earliest(path, isPlain: path.count > 1)
      guard path.count == 1, let field = path.first else { return plain }
      let loaded = supergraph.resolvers.of(field, on: layout.type).compactMap { depth(ofLoaded: field, in: $0, visiting: visiting) }.min()
      return [plain, loaded].compactMap(\.self).min()
    case .selection(let node, let isOwn): return depth(of: node, in: isOwn ? coordinate.subgraph : nil, visiting: visiting)
    }
  }

  /// The wave after which a selection is loaded. A path through types whose loaders require each other has no such wave.
  private func depth(
    of node: FieldSet.Node, in subgraph: Int?, visiting: Set<ConnectorCatalog.FieldCoordinate>
  ) -> Int? {
    guard node.name != "__typename" else { return 0 }
    let ways = candidates(for: node.name, visiting: visiting).filter { subgraph == nil || $0.choice.subgraph == subgraph }
    if node.children.nodes.isEmpty { return ways.map(\.wave).min() }
    func below(_ parts: [ProvidedObject]) -> Int? {
      var last = 0
      for type in layout.objects(of: node.name, in: parts[0].subgraph) {
        let reach = Reachability(ObjectLayout(type: type, parts: parts, supergraph: supergraph, catalog: catalog))
        for child in node.children.nodes where (child.typeCondition ?? type) == type {
          guard let depth = reach.depth(of: child, in: nil, visiting: visiting) else { return nil }
          last = max(last, depth)
        }
      }
      return last
    }
    let single = ways.compactMap { way in below([provider(of: node.name, way.choice)]).map { way.wave + $0 } }.min()
    if let single { return single }
    guard ways.count > 1, let last = ways.map(\.wave).max() else { return nil }
    return below(ways.map { provider(of: node.name, $0.choice) }).map { last + $0 }
  }

  // MARK: choices

  /// A way to obtain a field.
  enum Choice: Equatable {
    /// It is in the layer of a subgraph.
    case layer(Int)
    /// A loader of a subgraph loads it.
    case load(Int, field: String)

    /// The subgraph that the field comes from.
    var subgraph: Int {
      switch self {
      case .layer(let subgraph), .load(let subgraph, _): subgraph
      }
    }
  }

  /// The origin of a field's objects.
  func provider(of field: String, _ choice: Choice) -> ProvidedObject {
    var isHome = false
    if case .layer(let subgraph) = choice { isHome = self.isHome(subgraph) }
    return layout.provider(of: field, in: choice.subgraph, isHome: isHome)
  }

  /// Computes the choices of some fields in advance, so that they are not computed for each operation.
  mutating func remember(_ fields: [String]) {
    for field in fields { known[field] = choices(for: field) }
  }

  /// The ways to obtain a field in the fewest waves; empty when there is none.
  func choices(for field: String) -> (wave: Int, choices: [Choice]) {
    if let choices = known[field] { return choices }
    let all = resolved(field, visiting: [])
    guard let soonest = all.map(\.wave).min() else { return (0, []) }
    return (soonest, all.filter { $0.wave == soonest }.map(\.choice))
  }

  /// All ways to obtain a field, those with the fewest waves first. A part of the object that contains the field is one of them.
  func candidates(for field: String, visiting: Set<ConnectorCatalog.FieldCoordinate> = []) -> [(wave: Int, choice: Choice)] {
    var all = layout.parts.filter { layout.holds(field, in: $0.subgraph, isHome: true) }.map {
      (wave: 0, choice: Choice.layer($0.subgraph))
    }
    for way in resolved(field, visiting: visiting) where !all.contains(where: { $0.choice == way.choice }) { all.append(way) }
    return all.enumerated().sorted { ($0.element.wave, $0.offset) < ($1.element.wave, $1.offset) }.map(\.element)
  }

  /// The ways to obtain a field from the subgraphs that resolve it.
  private func resolved(
    _ field: String, visiting: Set<ConnectorCatalog.FieldCoordinate>
  ) -> [(wave: Int, choice: Choice)] {
    var all: [(wave: Int, choice: Choice)] = []
    for subgraph in supergraph.resolvers.of(field, on: layout.type) {
      if let depth = depths[subgraph], layout.holds(field, in: subgraph, isHome: isHome(subgraph)) {
        all.append((depth, .layer(subgraph)))
      }
      if let depth = depth(ofLoaded: field, in: subgraph, visiting: visiting) { all.append((depth, .load(subgraph, field: field))) }
    }
    return all
  }
}

extension ObjectLayout {
  /// The object types that a subgraph may return for a field of the object.
  func objects(of field: String, in subgraph: Int) -> [String] {
    guard let reference = supergraph.type(type, in: subgraph)?.field(field)?.type else { return [] }
    return supergraph.objects(of: reference.namedType.value, in: subgraph)
  }
}

extension Supergraph {
  /// The object types that a subgraph may return for a type.
  func objects(of type: String, in subgraph: Int) -> [String] {
    guard let part = self.type(type, in: subgraph) else { return [] }
    switch part.kind {
    case .object: return [type]
    case .union: return part.members.map(\.value).filter { self.type($0, in: subgraph) != nil }
    case .interface:
      let graph = subgraphs[subgraph]
      return graph.typeNames.filter { name in
        graph.types[name]?.kind == .object && graph.types[name]?.members.contains { $0.value == type } == true
      }
    default: return []
    }
  }
}

extension FieldSet.Node {
  /// The selection of one path.
  fileprivate init(path: [String]) {
    let below = path.dropFirst()
    self.init(
      name: path.first ?? "", typeCondition: nil, arguments: [],
      children: below.isEmpty ? .none : FieldSet(nodes: [FieldSet.Node(path: Array(below))]))
  }
}
