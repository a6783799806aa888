import Synchronization

/// Loads the values of many keys in one call, for example the rows of many identifiers in one database query.
///
/// Declare one for each kind of value and share it. The values are kept in a `DataLoader`, of which each request has its own.
public final class BatchFunction<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  let load: @Sendable (_ keys: [Key]) async throws -> [Value?]

  /// - Parameter load: returns one value per key, in the order of the keys, and nil for a key that has no value. The keys are distinct.
  public init(_ load: @escaping @Sendable (_ keys: [Key]) async throws -> [Value?]) {
    self.load = load
  }
}

/// Batches and caches the calls of a `BatchFunction` for one request. Each key is loaded at most once.
///
/// The caller passes all keys that it needs, and those that are new form one batch; there is no timer. A key that another task is loading is
/// awaited. Values and errors are kept for as long as the loader exists.
public final class DataLoader<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var table = KeyTable<Key, Result<Value?, any Error>>()
    /// Tasks that wait for a batch of another task. Each batch that ends wakes all of them.
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let function: BatchFunction<Key, Value>
  private let state = Mutex(State())

  public init(_ function: BatchFunction<Key, Value>) {
    self.function = function
  }

  /// Returns the value of a key; nil when it has none.
  public func load(_ key: Key) async throws -> Value? {
    try await load([key])[0]
  }

  /// Returns the values of the keys, in their order. A value is nil when the key has none. Keys may repeat.
  ///
  /// - Throws: the error of the batch function when one of the keys was in a batch that failed.
  public func load(_ keys: [Key]) async throws -> [Value?] {
    let (claimed, newKeys) = state.withLock { state in
      for key in keys { _ = state.table.index(of: key, hash: key.hashValue) }
      let claimed = state.table.claimNewKeys()
      return (claimed, Array(state.table.keys[claimed]))
    }
    if !newKeys.isEmpty {
      let results = await loadBatch(newKeys)
      let waiters = state.withLock { state in
        state.table.store(results, for: claimed)
        defer { state.waiters = [] }
        return state.waiters
      }
      for waiter in waiters { waiter.resume() }
    }
    while true {
      if let results = state.withLock({ Self.results(for: keys, in: $0) }) { return try results.map { try $0.get() } }
      await withCheckedContinuation { continuation in
        let isLoaded = state.withLock { state in
          if Self.results(for: keys, in: state) != nil { return true }
          state.waiters.append(continuation)
          return false
        }
        if isLoaded { continuation.resume() }
      }
    }
  }

  /// One result per key.
  private func loadBatch(_ keys: [Key]) async -> [Result<Value?, any Error>] {
    do {
      let values = try await function.load(keys)
      return keys.indices.map { .success($0 < values.count ? values[$0] : nil) }
    } catch {
      return keys.map { _ in .failure(error) }
    }
  }

  /// Nil while one of the keys is being loaded.
  private static func results(for keys: [Key], in state: State) -> [Result<Value?, any Error>]? {
    var results: [Result<Value?, any Error>] = []
    results.reserveCapacity(keys.count)
    for key in keys {
      guard let result = state.table.value(of: key, hash: key.hashValue) else { return nil }
      results.append(result)
    }
    return results
  }
}

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
