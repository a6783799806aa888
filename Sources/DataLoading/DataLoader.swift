public import Synchronization

/// Loads values by key for the length of one request: asks for each key at most once, and remembers the answers.
///
/// The caller hands over all keys that it knows it needs; what is new among them goes into one batch. There is no timer.
/// A key that another task is loading at that moment is waited for, not asked again.
public final class DataLoader<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  /// Loads values for distinct keys; the answer has one value a key, in the order of the keys.
  public typealias Load = @Sendable (_ keys: [Key]) async -> [Value]

  @usableFromInline let loadBatch: Load
  @usableFromInline let state = Mutex(DataLoaderState<Key, Value>())

  /// A loader that remembers nothing yet.
  @inlinable
  public init(load: @escaping Load) {
    loadBatch = load
  }

  /// The values of these keys, in their order; keys may repeat. Nil for a key that the batch did not answer.
  @inlinable
  public func load(_ keys: [Key]) async -> [Value?] {
    let missing = state.withLock { $0.claim(keys) }
    if !missing.isEmpty {
      let values = await loadBatch(missing)
      let waiters = state.withLock { $0.settle(missing, with: values) }
      for waiter in waiters { waiter.resume() }
    }
    while true {
      let answer = state.withLock { $0.answers(for: keys) }
      if let answer { return answer }
      await withCheckedContinuation { continuation in
        let isSettled = state.withLock { state in
          if state.answers(for: keys) != nil { return true }
          state.waiters.append(continuation)
          return false
        }
        if isSettled { continuation.resume() }
      }
    }
  }

  /// How many keys are remembered.
  @inlinable public var count: Int { state.withLock { $0.count } }
}
