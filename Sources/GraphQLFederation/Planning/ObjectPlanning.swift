import GraphQLExecution
import GraphQLLanguage
import JSON

/// Plans the fields of one object. Its home is the subgraph whose JSON contains it. Other subgraphs add layers, loaded by its keys.
///
/// Each field is loaded in the fewest waves. Among the ways with the fewest waves, those with the fewest calls in total are chosen.
struct ObjectPlanning {
  private let reach: Reachability
  private let layout: ObjectLayout
  private let origins: OriginTable
  private var fetches: [EntityFetch] = []
  /// The planned layers, without the layer for entity references.
  private var layers: [Layer]
  /// Layers that contain a single loaded field, for `@requires`.
  private var loadedLayers: [ConnectorCatalog.FieldCoordinate: Int] = [:]

  private struct Layer {
    let number: Int
    let subgraph: Int
    let depth: Int
  }

  private var type: String { layout.type }
  private var catalog: ConnectorCatalog { layout.catalog }

  init(_ reach: Reachability, origins: OriginTable) {
    self.reach = reach
    layout = reach.layout
    self.origins = origins
    layers = [Layer(number: 0, subgraph: layout.home.subgraph, depth: 0)]
  }

  /// The sources of some fields, or the first field that cannot be reached.
  mutating func sources(of fields: [String]) -> (sources: ObjectSources?, unreachable: String?) {
    var sources: [String: FieldSource] = [:]
    // Fields that are in the object are never loaded.
    for field in fields where layout.holds(field, in: layout.home.subgraph, isHome: true) { sources[field] = value(field, layers[0]) }
    let missing = fields.filter { sources[$0] == nil }
    if !missing.isEmpty, let unreachable = add(missing, to: &sources) { return (nil, unreachable) }
    let planned = ObjectSources(
      fetches: fetches, fields: fields.compactMap { sources[$0] }, isKnownByKeyOnly: layout.homeHoldsKeysOnly)
    guard let loader = referenceLoader(for: planned) else { return (planned, nil) }
    let inputs = loader.key.fields.map {
      InputSource(layer: 0, path: layout.path($0, in: layout.home.subgraph), isKey: true)
    }
    return (planned.withReferenceLayer(EntityFetch(loader: loader.loader, inputs: inputs, isForReferencesOnly: true)), nil)
  }

  // MARK: choosing

  /// Finds sources for fields that are not in the object. Returns the first field that has none.
  private mutating func add(_ fields: [String], to sources: inout [String: FieldSource]) -> String? {
    var open: [(field: String, wave: Int, choices: [Reachability.Choice])] = []
    for field in fields {
      let (wave, choices) = reach.choices(for: field)
      guard !choices.isEmpty else { return field }
      open.append((field, wave, choices))
    }
    while !open.isEmpty {
      // A field with a single choice decides first; otherwise the choice with the most fields per fetch.
      guard let choice = open.first(where: { $0.choices.count == 1 })?.choices.first ?? best(open) else { return open[0].field }
      let taken = open.filter { $0.choices.contains(choice) }.map(\.field)
      switch choice {
      case .layer(let subgraph):
        guard let layer = layer(of: subgraph) else { return taken.first }
        for field in taken { sources[field] = value(field, layer) }
        open.removeAll { taken.contains($0.field) }
      case .load(let subgraph, let field):
        guard let loader = catalog.fieldLoaders[.init(subgraph, type, field)], let inputs = inputs(of: loader, in: subgraph) else {
          return field
        }
        let origin = origins.origin(of: layout.provider(of: field, in: subgraph, isHome: false))
        sources[field] = .load(loader.loader, inputs: inputs, origin: origin)
        open.removeAll { $0.field == field }
      }
    }
    return nil
  }

  /// The choice with the most fields per added fetch; the first of equals.
  private func best(_ open: [(field: String, wave: Int, choices: [Reachability.Choice])]) -> Reachability.Choice? {
    var best: (choice: Reachability.Choice, fields: Int, cost: Int)?
    var seen: [Reachability.Choice] = []
    for choice in open.flatMap(\.choices) where !seen.contains(choice) {
      seen.append(choice)
      var attempt = self
      let fields: Int
      let cost: Int
      switch choice {
      case .layer(let subgraph):
        guard attempt.layer(of: subgraph) != nil else { continue }
        fields = open.count { $0.choices.contains(choice) }
        cost = attempt.fetches.count - fetches.count
      case .load(let subgraph, let field):
        guard let loader = catalog.fieldLoaders[.init(subgraph, type, field)], attempt.inputs(of: loader, in: subgraph) != nil
        else { continue }
        fields = 1
        cost = attempt.fetches.count - fetches.count + 1
      }
      if best.map({ fields * $0.cost > $0.fields * cost }) ?? true { best = (choice, fields, cost) }
    }
    return best?.choice
  }

  // MARK: layers

  /// The layer of a subgraph, added with the key that is available first.
  private mutating func layer(of subgraph: Int) -> Layer? {
    if let known = layers.first(where: { $0.subgraph == subgraph }) { return known }
    guard let depth = reach.depths[subgraph], depth > 0 else { return nil }
    var best: ObjectPlanning?
    for loader in catalog.entityLoaders[.init(subgraph, type)] ?? [] {
      var attempt = self
      var inputs: [InputSource] = []
      for path in loader.key.fields { if let input = attempt.held(path, within: depth - 1, for: subgraph) { inputs.append(input) } }
      guard inputs.count == loader.key.fields.count else { continue }
      attempt.fetches.append(EntityFetch(loader: loader.loader, inputs: inputs))
      attempt.layers.append(Layer(number: attempt.fetches.count, subgraph: subgraph, depth: depth))
      if best.map({ attempt.fetches.count < $0.fetches.count }) ?? true { best = attempt }
    }
    guard let best else { return nil }
    self = best
    return layers.last
  }

  /// The source of a value that is available within some waves, for a loader of a subgraph. Adds the first layer that has it when no layer
  /// has it yet.
  private mutating func held(_ path: [String], within wave: Int, for reader: Int) -> InputSource? {
    if let layer = layers.first(where: { $0.depth <= wave && holds(path, $0) }) {
      return translated(input(path, layer), path, layer, for: reader)
    }
    let candidates = reach.depths.indices.filter { subgraph in
      reach.depths[subgraph].map { $0 <= wave } == true && layout.holds(path, in: subgraph, isHome: reach.isHome(subgraph))
    }
    guard let next = candidates.min(by: { (reach.depths[$0] ?? 0) < (reach.depths[$1] ?? 0) }), let layer = layer(of: next) else {
      return nil
    }
    return translated(input(path, layer), path, layer, for: reader)
  }

  /// The input in the enum strings of the subgraph that reads it.
  private func translated(_ input: InputSource, _ path: [String], _ layer: Layer, for reader: Int) -> InputSource {
    var input = input
    input.translation = layout.translation(of: path, from: layer.subgraph, to: reader)
    return input
  }

  private func holds(_ path: [String], _ layer: Layer) -> Bool {
    layout.holds(path, in: layer.subgraph, isHome: layer.number == 0)
  }

  private func input(_ path: [String], _ layer: Layer, isRequired: Bool = true) -> InputSource {
    InputSource(
      layer: layer.number, path: layout.path(path, in: layer.subgraph), isKey: layer.number == 0 && layout.isReferenceKey(path),
      isRequired: isRequired)
  }

  // MARK: loaders of fields

  /// The sources of a loader's inputs. Adds the layers that they need.
  private mutating func inputs(of loader: ConnectorCatalog.FieldLoader, in subgraph: Int) -> [InputSource]? {
    var sources: [InputSource] = []
    for input in loader.inputs {
      switch input {
      case .key(let path):
        guard let source = held(path, within: reach.earliest(path) ?? 0, for: subgraph) else { return nil }
        sources.append(source)
      case .this(let path):
        guard let source = this(path, in: subgraph) else { return nil }
        sources.append(source)
      }
    }
    return sources
  }

  /// The source of a field of the object for a subgraph's loader: the subgraph's own layer, or for `@requires` the first layer that has it.
  private mutating func this(_ path: [String], in subgraph: Int) -> InputSource? {
    if layout.holds(path, in: subgraph, isHome: reach.isHome(subgraph)) {
      return layer(of: subgraph).map { input(path, $0) }
    }
    let plain = reach.earliest(path)
    guard path.count == 1, let field = path.first else { return plain.flatMap { held(path, within: $0, for: subgraph) } }
    var loaded: (depth: Int, subgraph: Int)?
    for provider in layout.supergraph.resolvers.of(field, on: type) {
      guard let depth = reach.depth(ofLoaded: field, in: provider), depth < loaded?.depth ?? .max else { continue }
      loaded = (depth, provider)
    }
    if let plain, plain <= loaded?.depth ?? .max { return held(path, within: plain, for: subgraph) }
    guard let loaded else { return nil }
    guard let number = loadedLayer(field, in: loaded.subgraph) else { return nil }
    var source = InputSource(layer: number, path: JSONPath(joining: []), isKey: false)
    source.translation = layout.translation(of: path, from: loaded.subgraph, to: subgraph)
    return source
  }

  /// The layer that consists of the loaded value of one field.
  private mutating func loadedLayer(_ field: String, in subgraph: Int) -> Int? {
    let coordinate = ConnectorCatalog.FieldCoordinate(subgraph, type, field)
    if let known = loadedLayers[coordinate] { return known }
    guard let loader = catalog.fieldLoaders[coordinate], let inputs = inputs(of: loader, in: subgraph) else { return nil }
    fetches.append(EntityFetch(loader: loader.loader, inputs: inputs, loadsEntity: false))
    loadedLayers[coordinate] = fetches.count
    return fetches.count
  }

  // MARK: values

  private func value(_ field: String, _ layer: Layer) -> FieldSource {
    let isHome = layer.number == 0
    return .value(
      layer: layer.number, path: layout.path([field], in: layer.subgraph), isKey: isHome && layout.isReferenceKey([field]),
      origin: origins.origin(of: layout.provider(of: field, in: layer.subgraph, isHome: isHome)))
  }

  /// The loader for objects of the home that may be entity references; nil when only the key is read from them.
  private func referenceLoader(for sources: ObjectSources) -> ConnectorCatalog.EntityLoader? {
    let home = layout.home.subgraph
    guard let key = layout.supergraph.type(type, in: home)?.referenceKey,
      let loader = catalog.entityLoaders[.init(home, type)]?.first(where: { $0.key.fields == [key] })
    else { return nil }
    let readsField = sources.fields.contains { source in
      switch source {
      case .value(let layer, _, let isKey, _): layer == 0 && !isKey
      case .load(_, let inputs, _): inputs.contains { $0.layer == 0 && !$0.isKey }
      }
    }
    let readsKey = sources.fetches.contains { fetch in fetch.inputs.contains { $0.layer == 0 && !$0.isKey } }
    return readsField || readsKey ? loader : nil
  }
}

extension ObjectSources {
  /// Adds a fetch before all others, for objects that are entity references. The numbers of the other layers increase by one.
  func withReferenceLayer(_ fetch: EntityFetch) -> ObjectSources {
    func moved(_ inputs: [InputSource]) -> [InputSource] {
      inputs.map { input in
        var input = input
        if input.layer > 0 { input.layer += 1 }
        return input
      }
    }
    return ObjectSources(
      fetches: [fetch]
        + fetches.map {
          EntityFetch(
            loader: $0.loader, inputs: moved($0.inputs), isForReferencesOnly: $0.isForReferencesOnly, loadsEntity: $0.loadsEntity)
        },
      fields: fields.map { source in
        switch source {
        case .value(let layer, let path, let isKey, let origin):
          .value(layer: layer > 0 ? layer + 1 : 0, path: path, isKey: isKey, origin: origin)
        case .load(let loader, let inputs, let origin): .load(loader, inputs: moved(inputs), origin: origin)
        }
      },
      referenceLayer: 1, isKnownByKeyOnly: isKnownByKeyOnly)
  }
}
