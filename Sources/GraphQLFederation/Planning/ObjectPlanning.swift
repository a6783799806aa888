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
  private var requirements: [Requirement] = []
  private var requirementIndexes: [RequirementKey: Int] = [:]
  /// The choices for fields with objects whose fields not every choice leads to. Several choices are parts of the objects.
  private let chosen: (String, SelectedSets?) -> [Reachability.Choice]?

  private struct RequirementKey: Hashable {
    let subgraph: Int
    let node: FieldSet.Node
  }

  private struct Layer {
    let number: Int
    let subgraph: Int
    let depth: Int
  }

  private var type: String { layout.type }
  private var catalog: ConnectorCatalog { layout.catalog }

  /// - Parameter chosen: the choices for a field, when what is selected below it decides; nil for the nearest ones. The selection is nil for
  ///   the operation's own.
  init(_ reach: Reachability, origins: OriginTable, chosen: @escaping (String, SelectedSets?) -> [Reachability.Choice]?) {
    self.reach = reach
    layout = reach.layout
    self.origins = origins
    self.chosen = chosen
    layers = layout.parts.enumerated().map { Layer(number: $0, subgraph: $1.subgraph, depth: 0) }
  }

  /// The sources of some fields, or the first field that cannot be reached.
  mutating func sources(of fields: [String]) -> (sources: ObjectSources?, unreachable: String?) {
    var sources: [String: FieldSource] = [:]
    for field in fields {
      if let choices = chosen(field, nil) {
        guard let source = source(of: field, choices) else { return (nil, field) }
        sources[field] = source
      } else if let layer = ownLayer(of: field) {
        // Fields that are in the object are never loaded.
        sources[field] = value(field, layer)
      }
    }
    let missing = fields.filter { sources[$0] == nil }
    if !missing.isEmpty, let unreachable = add(missing, to: &sources) { return (nil, unreachable) }
    let planned = ObjectSources(
      fetches: fetches, fields: fields.compactMap { sources[$0] }, partCount: layout.parts.count - 1, requirements: requirements,
      isKnownByKeyOnly: layout.homeHoldsKeysOnly)
    guard let loader = referenceLoader(for: planned) else { return (planned, nil) }
    let inputs = loader.key.fields.map { input($0, layers[0]) }
    return (planned.withReferenceLayer(EntityFetch(loader: loader.loader, inputs: inputs, isForReferencesOnly: true)), nil)
  }

  /// The part of the object that contains a field.
  private func ownLayer(of field: String) -> Layer? {
    layers.prefix(layout.parts.count).first { layout.holds(field, in: $0.subgraph, isHome: true) }
  }

  // MARK: choosing

  /// The source of a field by given choices.
  private mutating func source(of field: String, _ choices: [Reachability.Choice]) -> FieldSource? {
    var sources: [FieldSource] = []
    for choice in choices {
      guard let source = source(of: field, choice) else { return nil }
      sources.append(source)
    }
    if sources.count == 1 { return sources[0] }
    return .parts(sources, origin: origins.origin(of: choices.map { reach.provider(of: field, $0) }))
  }

  private mutating func source(of field: String, _ choice: Reachability.Choice) -> FieldSource? {
    switch choice {
    case .layer(let subgraph): return layer(of: subgraph).map { value(field, $0) }
    case .load(let subgraph, let field):
      guard let loader = catalog.fieldLoaders[.init(subgraph, type, field)],
        let inputs = inputs(of: loader, .init(subgraph, type, field))
      else { return nil }
      return .load(loader.loader, inputs: inputs, origin: origins.origin(of: layout.provider(of: field, in: subgraph, isHome: false)))
    }
  }

  /// The source of a field that a loader requires, with a selection below it.
  private mutating func source(of field: String, requiredWith selected: SelectedSets) -> FieldSource? {
    if let choices = chosen(field, selected) { return source(of: field, choices) }
    if let layer = ownLayer(of: field) { return value(field, layer) }
    var sources: [String: FieldSource] = [:]
    return add([field], to: &sources) == nil ? sources[field] : nil
  }

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
      case .load(_, let field):
        guard let source = source(of: field, choice) else { return field }
        sources[field] = source
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
        guard let loader = catalog.fieldLoaders[.init(subgraph, type, field)],
          attempt.inputs(of: loader, .init(subgraph, type, field)) != nil
        else { continue }
        fields = 1
        cost = attempt.fetches.count - fetches.count + 1
      }
      if best.map({ fields * $0.cost > $0.fields * cost }) ?? true { best = (choice, fields, cost) }
    }
    return best?.choice
  }

  // MARK: layers

  /// The number of the layer of the last fetch.
  private var lastLayer: Int { layout.parts.count - 1 + fetches.count }

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
      attempt.layers.append(Layer(number: attempt.lastLayer, subgraph: subgraph, depth: depth))
      if best.map({ attempt.fetches.count < $0.fetches.count }) ?? true { best = attempt }
    }
    guard let best else { return nil }
    self = best
    return layers.last
  }

  /// The source of a value that is available within some waves, for a loader of a subgraph. Adds the first layer that has it when no layer
  /// has it yet.
  private mutating func held(_ path: [String], within wave: Int, for reader: Int, isPlain: Bool = false) -> InputSource? {
    if let layer = layers.first(where: { $0.depth <= wave && reach.holds(path, in: $0.subgraph, isPlain: isPlain) }) {
      return translated(input(path, layer), path, layer, for: reader)
    }
    let candidates = reach.depths.indices.filter { subgraph in
      reach.depths[subgraph].map { $0 <= wave } == true && reach.holds(path, in: subgraph, isPlain: isPlain)
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
    layout.holds(path, in: layer.subgraph, isHome: layer.number < layout.parts.count)
  }

  private func input(_ path: [String], _ layer: Layer, isThroughLists: Bool = false) -> InputSource {
    InputSource(
      layer: layer.number, path: layout.path(path, in: layer.subgraph), isKey: layer.number == 0 && layout.isReferenceKey(path),
      references: layout.references(to: path, in: layer.subgraph), isThroughLists: isThroughLists)
  }

  // MARK: loaders of fields

  /// The sources of a loader's inputs. Adds the layers that they need.
  private mutating func inputs(
    of loader: ConnectorCatalog.FieldLoader, _ coordinate: ConnectorCatalog.FieldCoordinate
  ) -> [InputSource]? {
    var sources: [InputSource] = []
    for input in loader.inputs {
      switch input {
      case .key(let path):
        guard let source = held(path, within: reach.earliest(path) ?? 0, for: coordinate.subgraph) else { return nil }
        sources.append(source)
      case .this(let path):
        guard let source = this(path, of: coordinate) else { return nil }
        sources.append(source)
      }
    }
    return sources
  }

  /// The source of a field of the object for a subgraph's loader: the subgraph's own layer, or for `@requires` the first layer that has it.
  private mutating func this(_ path: [String], of coordinate: ConnectorCatalog.FieldCoordinate) -> InputSource? {
    switch reach.way(to: path, of: coordinate) {
    case .own(let isThroughLists):
      return layer(of: coordinate.subgraph).map { input(path, $0, isThroughLists: isThroughLists) }
    case .value: return value(path, for: coordinate.subgraph)
    case .selection(let node, let isOwn): return selection(node, path, isOwn: isOwn, in: coordinate.subgraph)
    }
  }

  /// The input that a selection gives. Its names are those of the subgraph that reads it.
  private mutating func selection(_ node: FieldSet.Node, _ path: [String], isOwn: Bool, in subgraph: Int) -> InputSource? {
    let steps = path.indices.dropFirst().map { index in layout.readName(Array(path[...index]), in: subgraph) }
    let key = RequirementKey(subgraph: subgraph, node: node)
    let known = requirementIndexes[key]
    if known == nil {
      let field = layout.field(node, of: type, in: subgraph)
      let selected = SelectedSets(field.selectionSet.map { [(field: node.name, set: $0)] } ?? [])
      let source = isOwn ? layer(of: subgraph).map { value(node.name, $0) } : source(of: node.name, requiredWith: selected)
      guard let source else { return nil }
      requirements.append(Requirement(field: field, source: source, reader: .source(subgraph)))
      requirementIndexes[key] = requirements.count - 1
    }
    return InputSource(
      layer: 0, path: JSONPath(joining: steps.map { JSONPath(member: $0) }), isKey: false,
      requirement: known ?? requirements.count - 1)
  }

  /// The source of a value from the first layer that has it or a loader, for a loader of a subgraph.
  private mutating func value(_ path: [String], for subgraph: Int) -> InputSource? {
    let plain = reach.earliest(path, isPlain: path.count > 1)
    guard path.count == 1, let field = path.first else {
      return plain.flatMap { held(path, within: $0, for: subgraph, isPlain: true) }
    }
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
    guard let loader = catalog.fieldLoaders[coordinate], let inputs = inputs(of: loader, coordinate) else { return nil }
    fetches.append(EntityFetch(loader: loader.loader, inputs: inputs, loadsEntity: false))
    loadedLayers[coordinate] = lastLayer
    return lastLayer
  }

  // MARK: values

  private func value(_ field: String, _ layer: Layer) -> FieldSource {
    let isHome = layer.number < layout.parts.count
    return .value(
      layer: layer.number, path: layout.path([field], in: layer.subgraph),
      isKey: layer.number == 0 && layout.isReferenceKey([field]),
      origin: origins.origin(of: layout.provider(of: field, in: layer.subgraph, isHome: isHome)))
  }

  /// The loader for objects of the home that may be entity references or abbreviated; nil when only the key is read from them.
  private func referenceLoader(for sources: ObjectSources) -> ConnectorCatalog.EntityLoader? {
    let home = layout.home.subgraph
    let loaders = (catalog.entityLoaders[.init(home, type)] ?? []).filter { $0.key.fields.allSatisfy { holds($0, layers[0]) } }
    let referenceKey = layout.supergraph.type(type, in: home)?.referenceKey
    guard let loader = loaders.first(where: { $0.key.fields == referenceKey.map { [$0] } }) ?? loaders.first else { return nil }
    let key = loader.key.fields.map { layout.path($0, in: home) }
    func readsMore(_ inputs: [InputSource]) -> Bool { inputs.contains { $0.layer == 0 && !$0.isKey && !key.contains($0.path) } }
    func readsMore(_ source: FieldSource) -> Bool {
      switch source {
      case .value(let layer, let path, let isKey, _): layer == 0 && !isKey && !key.contains(path)
      case .load(_, let inputs, _): readsMore(inputs)
      case .parts(let parts, _): parts.contains { readsMore($0) }
      }
    }
    return (sources.fields + sources.requirements.map(\.source)).contains { readsMore($0) }
      || sources.fetches.contains { readsMore($0.inputs) } ? loader : nil
  }
}

extension ObjectSources {
  /// Adds a fetch before all others, for objects that are entity references. The numbers of the other fetches' layers increase by one.
  func withReferenceLayer(_ fetch: EntityFetch) -> ObjectSources {
    func moved(_ layer: Int) -> Int { layer > partCount ? layer + 1 : layer }
    func moved(_ inputs: [InputSource]) -> [InputSource] {
      inputs.map { input in
        var input = input
        input.layer = moved(input.layer)
        return input
      }
    }
    func moved(_ source: FieldSource) -> FieldSource {
      switch source {
      case .value(let layer, let path, let isKey, let origin): .value(layer: moved(layer), path: path, isKey: isKey, origin: origin)
      case .load(let loader, let inputs, let origin): .load(loader, inputs: moved(inputs), origin: origin)
      case .parts(let parts, let origin): .parts(parts.map { moved($0) }, origin: origin)
      }
    }
    return ObjectSources(
      fetches: [fetch]
        + fetches.map {
          EntityFetch(
            loader: $0.loader, inputs: moved($0.inputs), isForReferencesOnly: $0.isForReferencesOnly, loadsEntity: $0.loadsEntity)
        },
      fields: fields.map { moved($0) },
      referenceLayer: partCount + 1, partCount: partCount,
      requirements: requirements.map { Requirement(field: $0.field, source: moved($0.source), reader: $0.reader) },
      isKnownByKeyOnly: isKnownByKeyOnly)
  }
}
