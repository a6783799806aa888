import JSON

/// All objects of one object plan, one row each, with the layers that are loaded for them.
final class ObjectRows {
  let object: ObjectPlan
  /// Layer 0 of each row; nil for the root object.
  // The phases read and write the properties one after the other, and no access lasts longer than the read or write itself, so that it need
  // not be checked.
  @exclusivity(unchecked) var rows: [JSONView?] = []
  /// For each row of the parent, the index of its first row here.
  @exclusivity(unchecked) var starts: [Int] = []
  /// The result of each fetch: layer n + 1 is at index n.
  @exclusivity(unchecked) var layers: [LoadedColumn]
  /// The results of the fields' own loaders, by slot.
  @exclusivity(unchecked) var loads: [LoadedColumn]
  /// The steps that remain to be done.
  var pending: [ObjectPlan.Step]
  /// The number of loads that have been requested and are not complete.
  var runningLoads = 0
  var loadedLayers: LayerSet = []

  init(_ object: ObjectPlan) {
    self.object = object
    layers = Array(repeating: LoadedColumn(), count: object.partCount + object.fetches.count)
    loads = Array(repeating: LoadedColumn(), count: object.loads.count)
    pending = object.steps
  }

  /// Reads a value of a row. For an entity reference, the reference layer replaces layer 0.
  func value(row: Int, layer: Int, path: JSONPath, isKey: Bool) -> ResolvedValue {
    guard layer == 0 else { return loadedValue(row: row, layer: layer, path: path) }
    guard let base = rows[row] else { return .absent }
    if base.kind == .object {
      if let view = base.value(at: path) { return .value(view) }
      // The member is absent from an abbreviated object, for which the entity was loaded.
      guard !isKey, let layer = object.referenceLayer, layers[layer - 1].outcome(row: row) != nil, base.isAbsent(at: path) else {
        return .absent
      }
      return loadedValue(row: row, layer: layer, path: path)
    }
    if isKey { return .value(base) }
    guard let layer = object.referenceLayer, layers[layer - 1].outcome(row: row) != nil else { return .reference }
    return loadedValue(row: row, layer: layer, path: path)
  }

  /// Reads a value of a row as `value` does; nil for every other outcome.
  func view(row: Int, layer: Int, path: JSONPath, isKey: Bool) -> JSONView? {
    if layer > 0 { return layers[layer - 1].view(row: row)?.value(at: path) }
    guard let base = rows[row] else { return nil }
    if base.kind == .object { return base.value(at: path) }
    if isKey { return base }
    guard let layer = object.referenceLayer else { return nil }
    return layers[layer - 1].view(row: row)?.value(at: path)
  }

  /// Reads a part of a loader's key. An entity reference in the path is the value of its key.
  func value(row: Int, of input: InputSource) -> ResolvedValue {
    let value = value(row: row, layer: input.layer, path: input.path, isKey: input.isKey)
    guard case .absent = value else { return value }
    for path in input.references {
      guard case .value(let view) = self.value(row: row, layer: input.layer, path: path, isKey: false) else { continue }
      switch view.kind {
      case .string, .number, .boolean: return .value(view)
      case .null, .object, .array: continue
      }
    }
    return value
  }

  private func loadedValue(row: Int, layer: Int, path: JSONPath) -> ResolvedValue {
    switch layers[layer - 1].outcome(row: row) {
    case .value(let view): ResolvedValue(view.value(at: path))
    case .failure(let failure), .notFound(let failure): .failure(failure, layer: layer)
    case .missing: .missing(layer: layer)
    case .list, nil: .absent
    }
  }

  /// Whether the entity of a row exists, as far as the loaded layers tell.
  enum Existence {
    case exists
    /// No loader found it. The layer is the first one that was asked for.
    case missing(layer: Int)
    /// The same, where that is an error.
    case notFound(LoadFailure)
  }

  /// An entity of which nothing but the key is known does not exist if every layer that was loaded for it is missing.
  func existence(row: Int, _ base: JSONView) -> Existence {
    if base.kind == .object {
      if object.referenceLayer == nil, !object.isKnownByKeyOnly { return .exists }
    } else if let layer = object.referenceLayer, layers[layer - 1].view(row: row) != nil, object.entityLayers.contains(layer) {
      return .exists
    }
    guard base.kind != .object || object.isKnownByKeyOnly || isAbbreviatedToKey(row: row, base) else { return .exists }
    var missing: Int?
    var notFound: Int?
    for layer in object.entityLayers {
      switch layers[layer - 1].finding(row: row) {
      case .missing: missing = missing ?? layer
      case .notFound: notFound = notFound ?? layer
      case .notLoaded: continue
      case .other: return .exists
      }
    }
    if let notFound, case .notFound(let failure) = layers[notFound - 1].outcome(row: row) { return .notFound(failure) }
    return missing.map { .missing(layer: $0) } ?? .exists
  }
}

extension ObjectRows {
  /// Whether an object of a row, whose other members its own loader did not find, consists of the key that it was loaded by.
  private func isAbbreviatedToKey(row: Int, _ base: JSONView) -> Bool {
    guard let layer = object.referenceLayer, let fetch = object.fetch(ofLayer: layer)?.fetch else { return false }
    switch layers[layer - 1].finding(row: row) {
    case .missing, .notFound: break
    case .notLoaded, .other: return false
    }
    let names = fetch.inputs.compactMap(\.path.steps.first).map { String(decoding: $0.name, as: UTF8.self) }
    return base.members.allSatisfy { $0.name == "__typename" || names.contains($0.name) }
  }
}

/// The outcomes of one load for the rows of an object plan. Rows with the same key share an outcome.
struct LoadedColumn {
  private var outcomes: [LoadOutcome?] = []
  /// The values among the outcomes.
  private var views: [JSONView?] = []
  /// The index of each row's outcome; nil for a row without a key.
  private var indexes: [Int?] = []
  /// Why rows have no key: the load that a part of the key comes from failed.
  private var failures: [Int: LoadFailure] = [:]
  /// Whether the load is complete.
  let isLoaded: Bool

  init() { isLoaded = false }

  init(outcomes: [LoadOutcome?], indexes: [Int?], failures: [Int: LoadFailure]) {
    self.outcomes = outcomes
    views = outcomes.map { if case .value(let view) = $0 { view } else { nil } }
    self.indexes = indexes
    self.failures = failures
    isLoaded = true
  }

  func outcome(row: Int) -> LoadOutcome? {
    guard row < indexes.count, let index = indexes[row], index < outcomes.count else {
      return failures.isEmpty ? nil : failures[row].map { .failure($0) }
    }
    return outcomes[index]
  }

  /// What a load found out about the existence of a row's entity.
  enum Finding { case notLoaded, missing, notFound, other }

  func finding(row: Int) -> Finding {
    guard row < indexes.count, let index = indexes[row], index < outcomes.count else {
      return failures.isEmpty || failures[row] == nil ? .notLoaded : .other
    }
    switch outcomes[index] {
    case nil: return .notLoaded
    case .missing: return .missing
    case .notFound: return .notFound
    case .value, .list, .failure: return .other
    }
  }

  /// The value of a row; nil for every other outcome.
  func view(row: Int) -> JSONView? {
    guard row < indexes.count, let index = indexes[row], index < views.count else { return nil }
    return views[index]
  }
}

/// The keys of the rows of an object plan for one load.
struct RowKeys {
  /// The keys. A key that follows itself is one.
  private(set) var keys: [LoadKey] = []
  /// For each row the index of its key; nil for a row for which nothing is loaded.
  private(set) var rows: [Int?] = []
  /// The failures of rows whose key depends on a failed load. Nothing is loaded for these rows.
  var failures: [Int: LoadFailure] = [:]

  var isEmpty: Bool { keys.isEmpty }

  /// Adds the key of the next row.
  mutating func append(_ key: LoadKey?) {
    guard let key else { return rows.append(nil) }
    // Rows with the same key are often adjacent.
    if keys.isEmpty || keys[keys.count - 1] != key { keys.append(key) }
    rows.append(keys.count - 1)
  }
}
