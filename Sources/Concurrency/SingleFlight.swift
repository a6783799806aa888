import Synchronization

/// Merges concurrent calls for the same key into one. No result is kept after the call ends.
///
/// The first task for a key is the leader: it does the work. Tasks that ask for the key meanwhile are followers: they wait and get the leader's
/// value. A value that must not be shared, such as a failure, is returned to the leader only. Its followers then start one more shared call;
/// if that fails too, each of them works on its own. The cancellation of a leader counts as such a failure, so it never cancels a follower.
public final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline enum FollowerResult: Sendable {
    case value(Value)
    case failed
    case cancelled
  }

  /// The followers of each call in progress.
  @usableFromInline let calls = Mutex<[Key: WaiterQueue<FollowerResult>]>([:])

  public init() {}

  /// Returns the value for a key, and whether another task produced it.
  ///
  /// - Parameters:
  ///   - isShareable: whether followers may get the leader's value.
  ///   - make: does the work; must return when its task is cancelled.
  @inlinable public func value(
    for key: Key, isShareable: (Value) -> Bool, make: () async -> Value
  ) async -> (value: Value, isShared: Bool) {
    var rounds = 2
    while rounds > 0, !Task.isCancelled {
      guard let follower = join(key) else {
        let value = await make()
        end(key, isShareable(value) ? .value(value) : .failed)
        return (value, false)
      }
      let result = await follower.value {
        if self.calls.withLock({ $0[key]?.remove(follower) ?? false }) { follower.fulfil(.cancelled) }
      }
      switch result {
      case .value(let value): return (value, true)
      case .failed: rounds -= 1
      case .cancelled: break
      }
    }
    return (await make(), false)
  }

  /// The number of tasks that wait for a key; nil when no call for it is in progress.
  @inlinable public func followers(of key: Key) -> Int? { calls.withLock { $0[key]?.count } }

  /// Follows the call for a key; nil when there is none, which makes the caller its leader.
  @inlinable func join(_ key: Key) -> Promise<FollowerResult>? {
    calls.withLock { calls in
      if let follower = calls[key]?.append() { return follower }
      calls[key] = WaiterQueue()
      return nil
    }
  }

  @inlinable func end(_ key: Key, _ result: FollowerResult) {
    var followers = calls.withLock { $0.removeValue(forKey: key) }
    while let follower = followers?.popFirst() { follower.fulfil(result) }
  }
}
