import JSON

/// All objects of one plan node, one row each, with what has been loaded for them.
final class Frame {
  let object: ObjectPlan
  /// Layer 0 of each row; nil for the operation's root.
  var rows: [JSONView?] = []
  /// Where the rows of each row of the parent begin.
  var starts: [Int] = []
  /// What each fetch has loaded: layer n + 1 is at n.
  var layers: [LoadedColumn]
  /// What the loaders of fields have loaded, by slot.
  var loads: [LoadedColumn]
  /// Steps that have not been taken yet.
  var pending: [ObjectPlan.Step]
  /// The layers that are there.
  var ready: LayerSet = []

  init(_ object: ObjectPlan) {
    self.object = object
    layers = Array(repeating: LoadedColumn(), count: object.fetches.count)
    loads = Array(repeating: LoadedColumn(), count: object.loadedFields.count)
    pending = object.steps
  }

  /// Where a row's value lies; follows a mere key to the layer that stands in for it.
  func value(row: Int, layer: Int, path: JSONPath, isKey: Bool) -> RowValue {
    guard layer == 0 else { return loaded(row: row, layer: layer, path: path) }
    guard let base = rows[row] else { return .absent }
    if base.kind == .object { return RowValue(base.value(at: path)) }
    if isKey { return .value(base) }
    guard let layer = object.referenceLayer else { return .reference }
    return loaded(row: row, layer: layer, path: path)
  }

  private func loaded(row: Int, layer: Int, path: JSONPath) -> RowValue {
    switch layers[layer - 1].outcome(row: row) {
    case .value(let view): RowValue(view.value(at: path))
    case .failure(let failure): .failure(failure, layer: layer)
    case .missing, .list, nil: .absent
    }
  }
}

/// A value of a row, or why there is none.
enum RowValue {
  case value(JSONView)
  case absent
  /// The layer that holds it could not be loaded.
  case failure(LoadFailure, layer: Int)
  /// The row is a mere key, and nothing loads the rest.
  case reference

  init(_ view: JSONView?) {
    if let view { self = .value(view) } else { self = .absent }
  }
}

/// What a loader has answered for the rows of a frame. Rows with the same key share an outcome.
struct LoadedColumn {
  private(set) var outcomes: [LoadOutcome] = []
  /// The place of each row's outcome; -1 for a row that has nothing to load.
  private(set) var places: [Int] = []

  init() {}

  init(outcomes: [LoadOutcome], places: [Int]) {
    self.outcomes = outcomes
    self.places = places
  }

  func outcome(row: Int) -> LoadOutcome? {
    guard places.indices.contains(row), places[row] >= 0, places[row] < outcomes.count else { return nil }
    return outcomes[places[row]]
  }
}
