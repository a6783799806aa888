import DataLoading
import JSON

/// Calls may share a batch when they go to the same loader with the same arguments.
struct Partition: Hashable {
  let loader: ObjectIdentifier
  let arguments: [UInt8]
}

/// What one loader is to load in one wave, for all places that want it.
struct Batch {
  /// A place that wants keys of the batch.
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
  let partition: Partition
  private(set) var keys: [LoadKey] = []
  private(set) var consumers: [Consumer] = []
  private var places: [LoadKey: Int] = [:]

  init(loader: any Loader, arguments: JSONObject, partition: Partition) {
    self.loader = loader
    self.arguments = arguments
    self.partition = partition
  }

  mutating func add(_ rowKeys: [LoadKey?], frame: Int, target: Consumer.Target) {
    let rowPlaces = rowKeys.map { key -> Int in
      guard let key else { return -1 }
      if let place = places[key] { return place }
      places[key] = keys.count
      keys.append(key)
      return keys.count - 1
    }
    consumers.append(Consumer(frame: frame, target: target, places: rowPlaces))
  }
}

/// What the request has loaded so far: one loader with memory a partition.
struct RequestMemory {
  private var loaders: [Partition: DataLoader<LoadKey, LoadOutcome>] = [:]

  mutating func loader(for batch: Batch, context: ExecutionContext) -> DataLoader<LoadKey, LoadOutcome> {
    if let known = loaders[batch.partition] { return known }
    let (loader, arguments) = (batch.loader, batch.arguments)
    let made = DataLoader<LoadKey, LoadOutcome> { keys in
      await loader.load(LoadRequest(keys: keys, arguments: arguments, context: context))
    }
    loaders[batch.partition] = made
    return made
  }
}
