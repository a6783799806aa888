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

  /// - Parameter wave: the wave that loads the objects.
  mutating func add(_ object: ObjectPlan, at path: String, after wave: Int) {
    var waves = [wave]
    for fetch in object.fetches {
      let before = last(fetch.layers, waves)
      let isForReferencesOnly = fetch.fetch.isForReferencesOnly
      addCall(fetch.fetch.loader, "", wave: before + 1, at: "@" + path, isForReferencesOnly)
      // Entity references are the exception, so later calls are not assumed to wait for this one.
      waves.append(isForReferencesOnly ? before : before + 1)
    }
    for field in object.fields {
      let fieldPath = path.isEmpty ? field.responseKey : "\(path).\(field.responseKey)"
      var start = last(field.layers, waves)
      if isSerial, path.isEmpty { start = lastWave }
      if case .load(let loader, _, _) = field.source {
        start += 1
        addCall(loader, field.arguments.text, wave: start, at: fieldPath, false)
      }
      for variant in field.selection?.variants ?? [] where variant.needsFetch { add(variant, at: fieldPath, after: start) }
    }
  }

  private func last(_ layers: LayerSet, _ waves: [Int]) -> Int {
    waves.indices.filter { $0 == 0 || layers.contains(LayerSet(layer: $0)) }.map { waves[$0] }.max() ?? 0
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
