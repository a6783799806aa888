import Synchronization

/// Merges concurrent calls for the same key into one. No result is kept after the call ends.
///
/// The first task for a key is the leader: it does the work. Tasks that ask for the key while the work is under way are followers: they wait
/// and get the leader's value. A value that must not be shared, such as a failure, is returned to the leader only. Its followers then
/// start one more shared call; if that fails too, each of them works on its own. The cancellation of a leader counts as such a failure, so
/// it never cancels a follower.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let state = Mutex(FlightTable<Key, Value>())

  package init() {}

  /// Returns the value for a key, and whether another task produced it.
  ///
  /// - Parameters:
  ///   - isShareable: whether followers may get the leader's value.
  ///   - make: does the work; must return when its task is cancelled.
  package func value(
    for key: Key, isShareable: (Value) -> Bool, make: () async -> Value
  ) async -> (value: Value, isShared: Bool) {
    var rounds = 2
    while rounds > 0, !Task.isCancelled {
      guard state.withLock({ $0.lead(key) }) else {
        switch await follow(key) {
        case .value(let value): return (value, true)
        case .failed: rounds -= 1
        case .ended: break
        }
        continue
      }
      let value = await make()
      let followers = state.withLock { $0.end(key) }
      let result: FlightTable<Key, Value>.FollowerResult = isShareable(value) ? .value(value) : .failed
      for follower in followers { follower.resume(returning: result) }
      return (value, false)
    }
    return (await make(), false)
  }

  /// The number of tasks that wait for a key; nil when no call for it is under way.
  package func followers(of key: Key) -> Int? { state.withLock { $0.flights[key]?.count } }

  private func follow(_ key: Key) async -> FlightTable<Key, Value>.FollowerResult {
    let id = state.withLock { $0.makeID() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isWaiting = state.withLock { $0.follow(key, id, continuation, isCancelled: Task.isCancelled) }
        if !isWaiting { continuation.resume(returning: .ended) }
      }
    } onCancel: {
      state.withLock { $0.leave(key, id) }?.resume(returning: .ended)
    }
  }
}

/// The calls under way and the followers of each.
struct FlightTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  enum FollowerResult: Sendable {
    case value(Value)
    case failed
    /// The call ended before the follower could wait, or the follower was cancelled.
    case ended
  }
  typealias Follower = CheckedContinuation<FollowerResult, Never>

  private(set) var flights: [Key: [Int: Follower]] = [:]
  private var lastID = 0

  mutating func makeID() -> Int {
    lastID += 1
    return lastID
  }

  /// Starts a call. Returns false when one is under way.
  mutating func lead(_ key: Key) -> Bool {
    guard flights[key] == nil else { return false }
    flights[key] = [:]
    return true
  }

  /// Adds a follower. Returns false when the call has ended or the follower is cancelled.
  mutating func follow(_ key: Key, _ id: Int, _ follower: Follower, isCancelled: Bool) -> Bool {
    guard !isCancelled, flights[key] != nil else { return false }
    flights[key]?[id] = follower
    return true
  }

  mutating func leave(_ key: Key, _ id: Int) -> Follower? { flights[key]?.removeValue(forKey: id) }

  /// Ends a call and returns its followers.
  mutating func end(_ key: Key) -> [Follower] {
    flights.removeValue(forKey: key).map { Array($0.values) } ?? []
  }
}
