import GraphQLExecution
import GraphQLLanguage
import JSON

/// Plans one object: its home is the subgraph whose JSON holds it; other subgraphs add layers by its keys.
struct ObjectPlanning {
  let type: String
  let home: Int
  let supergraph: Supergraph
  let catalog: ConnectorCatalog
  private var fetches: [EntityFetch] = []
  /// The subgraph of each layer. The layer that stands in for references is not among them.
  private var layers: [(layer: Int, subgraph: Int)]

  init(type: String, home: Int, supergraph: Supergraph, catalog: ConnectorCatalog) {
    self.type = type
    self.home = home
    self.supergraph = supergraph
    self.catalog = catalog
    layers = [(0, home)]
  }

  mutating func sources(of fields: [String]) throws(GraphQLError) -> ObjectSources {
    var sources: [String: FieldSource] = [:]
    // What lies in the object is never fetched.
    for field in fields where isPlain(field, in: home) { sources[field] = value(field, layer: 0, subgraph: home) }
    // What a loader gets by the key alone needs no further layer.
    for field in fields where sources[field] == nil { sources[field] = loaded(field) }
    try addLayers(for: fields.filter { sources[$0] == nil }, to: &sources)
    var result: [FieldSource] = []
    for field in fields {
      guard let source = sources[field] else { throw unreachable(field) }
      result.append(source)
    }
    let planned = ObjectSources(fetches: fetches, fields: result)
    guard let loader = referenceLoader(for: planned) else { return planned }
    return planned.withReferenceLayer(
      EntityFetch(
        loader: loader.loader, inputs: loader.key.fields.map { InputSource(layer: 0, path: path($0, in: home), isKey: true) },
        isForReferencesOnly: true))
  }

  private func unreachable(_ field: String) -> GraphQLError {
    let file = supergraph.subgraphs.indices.contains(home) ? supergraph.subgraphs[home].name : "?"
    return GraphQLError("\"\(type).\(field)\" cannot be reached from what \(file) knows of \"\(type)\".")
  }

  // MARK: fields

  /// Whether a subgraph provides a field as part of the object's JSON.
  private func isPlain(_ field: String, in subgraph: Int) -> Bool {
    supergraph.type(type, in: subgraph)?.field(field) != nil && catalog.fieldLoaders[.init(subgraph, type, field)] == nil
  }

  private func value(_ field: String, layer: Int, subgraph: Int) -> FieldSource {
    .value(
      layer: layer, path: path([field], in: subgraph), isKey: layer == 0 && isReferenceKey([field], in: subgraph),
      origin: Origin(id: subgraph))
  }

  /// A field that a loader gets from inputs that the layers have already.
  private func loaded(_ field: String) -> FieldSource? {
    for subgraph in supergraph.providers(of: field, on: type) {
      guard let loader = catalog.fieldLoaders[.init(subgraph, type, field)], let inputs = inputs(of: loader, in: subgraph) else { continue }
      return .load(loader.loader, inputs: inputs, origin: Origin(id: subgraph))
    }
    return nil
  }

  private func inputs(of loader: ConnectorCatalog.FieldLoader, in subgraph: Int) -> [InputSource]? {
    var sources: [InputSource] = []
    for input in loader.inputs {
      switch input {
      case .key(let field):
        guard let source = keySource(field) else { return nil }
        sources.append(source)
      case .this(let field):
        guard let layer = layers.first(where: { $0.subgraph == subgraph })?.layer else { return nil }
        let isKey = layer == 0 && isReferenceKey(field, in: subgraph)
        sources.append(InputSource(layer: layer, path: path(field, in: subgraph), isKey: isKey, isRequired: false))
      }
    }
    return sources
  }

  // MARK: layers

  /// Adds the layers that the fields need, each time the one that serves most of them.
  private mutating func addLayers(for fields: [String], to sources: inout [String: FieldSource]) throws(GraphQLError) {
    var missing = fields
    while let first = missing.first {
      var best: (count: Int, planning: ObjectPlanning)?
      for subgraph in supergraph.subgraphs.indices where supergraph.type(type, in: subgraph)?.field(first) != nil {
        var attempt = self
        guard attempt.addLayer(of: subgraph, avoiding: []) else { continue }
        let count = missing.count { supergraph.type(type, in: subgraph)?.field($0) != nil }
        // The fewest layers for it, then the most fields.
        let isBetter = best.map { (attempt.fetches.count, -count) < ($0.planning.fetches.count, -$0.count) } ?? true
        if isBetter { best = (count, attempt) }
      }
      guard let best else { throw unreachable(first) }
      self = best.planning
      var stillMissing: [String] = []
      for field in missing {
        if let (layer, subgraph) = layers.first(where: { isPlain(field, in: $0.subgraph) }) {
          sources[field] = value(field, layer: layer, subgraph: subgraph)
        } else if let source = loaded(field) {
          sources[field] = source
        } else {
          stillMissing.append(field)
        }
      }
      guard stillMissing.count < missing.count else { throw unreachable(first) }
      missing = stillMissing
    }
  }

  /// Adds the layer of a subgraph, by way of others when it must. False when there is no way.
  private mutating func addLayer(of subgraph: Int, avoiding: Set<Int>) -> Bool {
    if layers.contains(where: { $0.subgraph == subgraph }) { return true }
    let loaders = catalog.entityLoaders[.init(subgraph, type)] ?? []
    for loader in loaders where append(loader, of: subgraph) { return true }
    guard !loaders.isEmpty, avoiding.count < supergraph.subgraphs.count else { return false }
    let avoiding = avoiding.union([subgraph])
    for between in supergraph.subgraphs.indices where !avoiding.contains(between) && !layers.contains(where: { $0.subgraph == between }) {
      var attempt = self
      guard attempt.addLayer(of: between, avoiding: avoiding) else { continue }
      for loader in loaders where attempt.append(loader, of: subgraph) {
        self = attempt
        return true
      }
    }
    return false
  }

  private mutating func append(_ loader: ConnectorCatalog.EntityLoader, of subgraph: Int) -> Bool {
    var inputs: [InputSource] = []
    for field in loader.key.fields {
      guard let source = keySource(field) else { return false }
      inputs.append(source)
    }
    fetches.append(EntityFetch(loader: loader.loader, inputs: inputs))
    layers.append((fetches.count, subgraph))
    return true
  }

  /// Where a field of a key lies in the layers that are there.
  private func keySource(_ field: [String]) -> InputSource? {
    for (layer, subgraph) in layers where has(field, in: subgraph) {
      return InputSource(layer: layer, path: path(field, in: subgraph), isKey: layer == 0 && isReferenceKey(field, in: subgraph))
    }
    return nil
  }

  /// Where an object of the home may be a mere key, everything else that is read from it needs the home's own entity.
  private func referenceLoader(for sources: ObjectSources) -> ConnectorCatalog.EntityLoader? {
    guard let key = supergraph.type(type, in: home)?.referenceKey,
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

  // MARK: paths

  private func isReferenceKey(_ field: [String], in subgraph: Int) -> Bool {
    supergraph.type(type, in: subgraph)?.referenceKey == field
  }

  private func has(_ field: [String], in subgraph: Int) -> Bool {
    guard let first = field.first else { return false }
    return isPlain(first, in: subgraph)
  }

  /// The way to a field in a subgraph's JSON.
  private func path(_ field: [String], in subgraph: Int) -> JSONPath {
    var steps: [JSONPath] = []
    var current: String? = type
    for name in field {
      steps.append(current.flatMap { catalog.fieldPaths[.init(subgraph, $0, name)] } ?? JSONPath(member: name))
      current = current.flatMap { supergraph.type($0, in: subgraph)?.field(name)?.type.namedType.value }
    }
    return JSONPath(joining: steps)
  }
}

extension ObjectSources {
  /// The same with one fetch before all others, for objects that are mere keys; the other layers move up by one.
  fileprivate func withReferenceLayer(_ fetch: EntityFetch) -> ObjectSources {
    func moved(_ inputs: [InputSource]) -> [InputSource] {
      inputs.map { InputSource(layer: $0.layer > 0 ? $0.layer + 1 : 0, path: $0.path, isKey: $0.isKey, isRequired: $0.isRequired) }
    }
    return ObjectSources(
      fetches: [fetch]
        + fetches.map { EntityFetch(loader: $0.loader, inputs: moved($0.inputs), isForReferencesOnly: $0.isForReferencesOnly) },
      fields: fields.map { source in
        switch source {
        case .value(let layer, let path, let isKey, let origin):
          .value(layer: layer > 0 ? layer + 1 : 0, path: path, isKey: isKey, origin: origin)
        case .load(let loader, let inputs, let origin): .load(loader, inputs: moved(inputs), origin: origin)
        }
      },
      referenceLayer: 1)
  }
}
