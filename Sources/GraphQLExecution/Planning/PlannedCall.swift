import JSON

/// A batch that an operation will need: one loader, asked once for all the places that want it in a wave.
public struct PlannedCall: Sendable, Equatable {
  /// The wave, from 1. Calls of one wave run at the same time.
  public let wave: Int
  /// The loader's name.
  public let loader: String
  /// Where its values go: response keys with dots between; `@` in front of a place whose object gets a further layer.
  public internal(set) var places: [String]
  /// Whether it is needed only where an upstream gives a mere key instead of an object.
  public let isForReferencesOnly: Bool
}

extension OperationPlan: CustomStringConvertible {
  /// The calls in the order of their waves, if every selection is included and every object exists.
  public var calls: [PlannedCall] {
    var outline = PlanOutline(isSerial: operation == .mutation)
    outline.add(root, at: "", after: 0)
    return outline.calls
  }

  /// The plan in words: waves, loaders, places.
  public var description: String {
    let calls = calls
    var lines = ["\(operation.rawValue)\(name.map { " \($0)" } ?? "")"]
    var wave = 0
    for call in calls {
      if call.wave != wave {
        wave = call.wave
        lines.append("wave \(wave)")
      }
      let note = call.isForReferencesOnly ? " (only for mere keys)" : ""
      lines.append("  \(call.loader) -> \(call.places.joined(separator: ", "))\(note)")
    }
    if calls.isEmpty { lines.append("no calls") }
    return lines.joined(separator: "\n")
  }
}

/// Walks a plan as the fetch phase will, without values. Linear in the plan.
private struct PlanOutline {
  /// Calls merge when their arguments are the same text; different ones never share a batch.
  private struct Batch: Hashable {
    let loader: ObjectIdentifier
    let arguments: String
    let wave: Int
    let isForReferencesOnly: Bool
  }

  private struct Place: Hashable {
    let call: Int
    let place: String
  }

  private let isSerial: Bool
  private var entries: [PlannedCall] = []
  private var numbers: [Batch: Int] = [:]
  private var noted: Set<Place> = []
  private var lastWave = 0

  init(isSerial: Bool) { self.isSerial = isSerial }

  var calls: [PlannedCall] {
    entries.enumerated().sorted { ($0.element.wave, $0.offset) < ($1.element.wave, $1.offset) }.map(\.element)
  }

  /// `wave` is the wave after which the objects are there.
  mutating func add(_ object: ObjectPlan, at path: String, after wave: Int) {
    var waves = [wave]
    for fetch in object.fetches {
      let before = last(fetch.layers, waves)
      let isForReferencesOnly = fetch.fetch.isForReferencesOnly
      note(fetch.fetch.loader, "", wave: before + 1, at: "@" + path, isForReferencesOnly)
      // Mere keys are the exception, so nothing else is counted as waiting for them.
      waves.append(isForReferencesOnly ? before : before + 1)
    }
    for field in object.fields {
      let place = path.isEmpty ? field.responseKey : "\(path).\(field.responseKey)"
      var start = last(field.layers, waves)
      if isSerial, path.isEmpty { start = lastWave }
      if case .load(let loader, _, _) = field.source {
        start += 1
        note(loader, field.arguments.text, wave: start, at: place, false)
      }
      for variant in field.selection?.variants ?? [] where variant.needsFrame { add(variant, at: place, after: start) }
    }
  }

  private func last(_ layers: LayerSet, _ waves: [Int]) -> Int {
    waves.indices.filter { $0 == 0 || layers.contains(LayerSet(layer: $0)) }.map { waves[$0] }.max() ?? 0
  }

  private mutating func note(_ loader: any Loader, _ arguments: String, wave: Int, at place: String, _ isForReferencesOnly: Bool) {
    lastWave = max(lastWave, wave)
    let batch = Batch(loader: ObjectIdentifier(loader), arguments: arguments, wave: wave, isForReferencesOnly: isForReferencesOnly)
    let number = numbers[batch, default: entries.count]
    if number == entries.count {
      numbers[batch] = number
      entries.append(PlannedCall(wave: wave, loader: loader.name, places: [], isForReferencesOnly: isForReferencesOnly))
    }
    if noted.insert(Place(call: number, place: place)).inserted { entries[number].places.append(place) }
  }
}
