import JSON

/// A batch that an operation needs: one call of a loader for all response paths that depend on it in a wave.
public struct PlannedCall: Sendable, Equatable {
  /// The wave, from 1. The calls of a wave run concurrently.
  public let wave: Int
  public let loader: LoaderDescription
  /// The response paths of its values: response keys, separated by dots. `@` marks the path of an object for which a layer is loaded.
  public internal(set) var paths: [String]
  /// Whether it is needed only for entity references.
  public let isForReferencesOnly: Bool
}

extension OperationPlan: CustomStringConvertible {
  /// The calls in the order of their waves, under the assumption that each selection is included and each object exists.
  public var calls: [PlannedCall] {
    var outline = PlanOutline(isSerial: operation == .mutation)
    outline.add(root, at: "", after: 0)
    return outline.calls
  }

  /// The waves with their loaders and response paths.
  public var description: String {
    let calls = calls
    var lines = ["\(operation.rawValue)\(name.map { " \($0)" } ?? "")"]
    var wave = 0
    for call in calls {
      if call.wave != wave {
        wave = call.wave
        lines.append("wave \(wave)")
      }
      let note = call.isForReferencesOnly ? " (only for entity references)" : ""
      lines.append("  \(call.loader) -> \(call.paths.joined(separator: ", "))\(note)")
    }
    if calls.isEmpty { lines.append("no calls") }
    return lines.joined(separator: "\n")
  }
}

/// Walks a plan like the fetch phase does, without values. Takes time linear in the size of the plan.
private struct PlanOutline {
  /// Calls share a batch when the source text of their arguments is the same.
  private struct BatchID: Hashable {
    let loader: ObjectIdentifier
    let arguments: String
    let wave: Int
    let isForReferencesOnly: Bool
  }

  private struct CallPath: Hashable {
    let call: Int
    let path: String
  }

  private let isSerial: Bool
  private var entries: [PlannedCall] = []
  private var indexes: [BatchID: Int] = [:]
  private var added: Set<CallPath> = []
  private var lastWave = 0

  init(isSerial: Bool) { self.isSerial = isSerial }

  var calls: [PlannedCall] {
    entries.enumerated().sorted { ($0.element.wave, $0.offset) < ($1.element.wave, $1.offset) }.map(\.element)
  }

  /// Adds the calls for objects and for the objects in them. Returns the last wave.
  ///
  /// - Parameter wave: the wave that loads the objects.
  @discardableResult
  mutating func add(_ object: ObjectPlan, at path: String, after wave: Int) -> Int {
    var required = RequiredWaves()
    var waves = Array(repeating: wave, count: 1 + object.partCount)
    for fetch in object.fetches {
      add(fetch.fetch.inputs, of: object, at: path, waves, &required)
      let before = required.last(fetch.fetch.inputs, waves.last(fetch.layers))
      let isForReferencesOnly = fetch.fetch.isForReferencesOnly
      addCall(fetch.fetch.loader, "", wave: before + 1, at: "@" + path, isForReferencesOnly)
      // Entity references are the exception, so later calls are not assumed to wait for this one.
      waves.append(isForReferencesOnly ? before : before + 1)
    }
    return object.fields.reduce(waves.max() ?? wave) { max($0, add($1, of: object, at: path, waves, &required)) }
  }

  /// Adds the calls for the requirements of a loader, once.
  private mutating func add(
    _ inputs: [InputSource], of object: ObjectPlan, at path: String, _ waves: [Int], _ required: inout RequiredWaves
  ) {
    for requirement in inputs.compactMap(\.requirement) where required.waves[requirement] == nil {
      required.waves[requirement] = add(object.requirements[requirement], of: object, at: path, waves, &required)
    }
  }

  private mutating func add(
    _ field: FieldPlan, of object: ObjectPlan, at path: String, _ waves: [Int], _ required: inout RequiredWaves
  ) -> Int {
    let fieldPath = path.isEmpty ? field.responseKey : "\(path).\(field.responseKey)"
    let before = isSerial && path.isEmpty ? lastWave : nil
    var start = before ?? waves.last(field.layers)
    for load in field.loads {
      add(load.inputs, of: object, at: path, waves, &required)
      let wave = required.last(load.inputs, before ?? waves.last(load.layers)) + 1
      addCall(load.loader, field.arguments.text, wave: wave, at: fieldPath, false)
      start = max(start, wave)
    }
    var last = start
    for variant in field.selection?.variants ?? [] where variant.needsFetch {
      last = max(last, add(variant, at: fieldPath, after: start))
    }
    return last
  }

  private mutating func addCall(_ loader: any Loader, _ arguments: String, wave: Int, at path: String, _ isForReferencesOnly: Bool) {
    lastWave = max(lastWave, wave)
    let batch = BatchID(loader: ObjectIdentifier(loader), arguments: arguments, wave: wave, isForReferencesOnly: isForReferencesOnly)
    let index = indexes[batch, default: entries.count]
    if index == entries.count {
      indexes[batch] = index
      entries.append(PlannedCall(wave: wave, loader: loader.description, paths: [], isForReferencesOnly: isForReferencesOnly))
    }
    if added.insert(CallPath(call: index, path: path)).inserted { entries[index].paths.append(path) }
  }
}

/// The last wave of each requirement of an object.
struct RequiredWaves {
  var waves: [Int: Int] = [:]

  /// The wave after which inputs are available, if their layers are available after the given one.
  func last(_ inputs: [InputSource], _ wave: Int) -> Int {
    inputs.compactMap(\.requirement).compactMap { waves[$0] }.reduce(wave, max)
  }
}

extension [Int] {
  /// The last of the waves of some layers; the wave of the object itself is at index 0.
  func last(_ layers: LayerSet) -> Int {
    indices.filter { $0 == 0 || layers.contains(LayerSet(layer: $0)) }.map { self[$0] }.max() ?? 0
  }
}
