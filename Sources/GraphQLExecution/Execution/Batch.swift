import JSON

/// Calls may share a batch when they go to the same loader with the same arguments.
struct Partition: Hashable {
  let loader: ObjectIdentifier
  let arguments: [UInt8]
}

/// What one loader is asked for with the same arguments in the course of a request: each key once, whoever wants it and in whichever wave.
struct Batch {
  /// A place of the current wave that wants keys of the batch.
  struct Consumer {
    enum Target {
      case layer(Int)
      case load(slot: Int)
    }

    let frame: Int
    let target: Target
    /// The place of each row's key in the batch; -1 for a row without key.
    let places: [Int]
  }

  let loader: any Loader
  let arguments: JSONObject
  private var keys: [LoadKey] = []
  private var places: [LoadKey: Int] = [:]
  /// What is known: the outcomes of the first keys. Those behind are new in this wave.
  private(set) var outcomes: [LoadOutcome] = []
  private var consumers: [Consumer] = []

  init(loader: any Loader, arguments: JSONObject) {
    self.loader = loader
    self.arguments = arguments
  }

  mutating func add(_ rowKeys: [LoadKey?], frame: Int, target: Consumer.Target) {
    var rowPlaces: [Int] = []
    rowPlaces.reserveCapacity(rowKeys.count)
    for key in rowKeys {
      guard let key else {
        rowPlaces.append(-1)
        continue
      }
      let place = places[key, default: keys.count]
      if place == keys.count {
        places[key] = place
        keys.append(key)
      }
      rowPlaces.append(place)
    }
    consumers.append(Consumer(frame: frame, target: target, places: rowPlaces))
  }

  /// Whether a place of the current wave wants keys.
  var isWanted: Bool { !consumers.isEmpty }

  /// The keys that nobody has asked for before this wave.
  var newKeys: [LoadKey] { Array(keys[outcomes.count...]) }

  /// Remembers what has been loaded for the new keys.
  mutating func settle(_ loaded: [LoadOutcome]) {
    let wanted = keys.count - outcomes.count
    outcomes += loaded.prefix(wanted)
    if loaded.count < wanted { outcomes += Array(repeating: .missing, count: wanted - loaded.count) }
  }

  /// The places of the wave, which is over.
  mutating func takeConsumers() -> [Consumer] {
    defer { consumers = [] }
    return consumers
  }
}
