import Synchronization

/// The data loaders of one request: one `DataLoader` for each `BatchFunction` that the request uses.
public final class DataLoaders: Sendable {
  private let loaders = Mutex<[ObjectIdentifier: any Sendable]>([:])

  public init() {}

  /// Returns the request's loader for a function, and creates it on first use.
  public func loader<Key, Value>(for function: BatchFunction<Key, Value>) -> DataLoader<Key, Value> {
    loaders.withLock { loaders in
      // A loader retains its function, so that the identifier stays valid.
      if let loader = loaders[ObjectIdentifier(function)] as? DataLoader<Key, Value> { return loader }
      let loader = DataLoader(function)
      loaders[ObjectIdentifier(function)] = loader
      return loader
    }
  }
}
